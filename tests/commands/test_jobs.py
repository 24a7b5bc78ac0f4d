import pytest

from jobs.models import Job
from tests.commands.conftest import assert_refused


def test_jobs_are_listed_newest_first(run, make_job):
    first, last = make_job("count"), make_job("sleep")
    Job.claim(last.pk, worker="x:1").fail("It broke.", code="broke")
    rows = run("list_jobs", "--format", "json").json
    assert [row["id"] for row in rows] == [str(last.pk), str(first.pk)]
    assert (rows[0]["state"], rows[0]["error"]) == ("failed", "It broke.")
    assert rows[0]["customer"] == "Northwind Studios"
    assert not {"input", "traceback"} & set(rows[0])
    assert "It broke." in run("list_jobs").out
    active = run("list_jobs", "--active", "--format", "json").json
    assert [row["id"] for row in active] == [str(first.pk)]


def test_no_jobs(run):
    assert run("list_jobs", "--format", "json").json == []
    assert run("list_jobs").out == "No jobs.\n"


def test_a_queued_job_is_cancelled(run, make_job):
    job = make_job("count")
    assert run("cancel_job", job.pk).out.endswith("stopped.\n")
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_what_does_not_end_is_told(run, make_job):
    job = Job.claim(make_job("count").pk, worker="x:1")
    assert_refused(run("cancel_job", job.pk, "--seconds", "0.3"), "was asked to stop")


def test_what_has_ended_is_refused(run, make_job):
    job = Job.claim(make_job("count").pk, worker="x:1")
    job.finish({})
    assert_refused(run("cancel_job", job.pk), "already ended")


@pytest.mark.parametrize("wanted", ["x", "00000000-0000-0000-0000-000000000001"])
def test_an_unknown_job(run, wanted):
    assert_refused(run("cancel_job", wanted), "No job has the ID")
