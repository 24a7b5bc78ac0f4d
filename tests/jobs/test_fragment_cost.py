import pytest

from jobs.models import Job
from jobs.stages import prepare_stages


@pytest.mark.django_db
def test_the_fragment_asks_little(client_of, viewer, make_job, queries):
    """For the session, the user, what the user may do, the job, and its stages."""
    job = Job.claim(make_job("count").pk, worker="x:1")
    prepare_stages(job, ("Identify", "Plan"))
    client = client_of(viewer)
    with queries:
        assert client.get(f"{job.get_absolute_url()}progress/").status_code == 200
    assert len(queries) == 5
