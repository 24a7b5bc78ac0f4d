"""A job that asks a person something, and goes on when it is answered."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from jobs import recovery
from jobs.execute import execute
from jobs.models import Job, JobState
from jobs.services import answer, request_cancel, retry
from tests.fixtures.jobs import states
from tests.tracker.reading import HTMX, body, read

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ASKED = ["queued", "running", "waiting"]


@pytest.fixture
def reply(tmp_path: Path) -> Path:
    return tmp_path / "answer"


@pytest.fixture
def asking(make_job, reply):
    """A job that came to its question."""
    job = make_job("ask", answer=str(reply), exclusive_key="one")
    assert execute(job.pk) == "waiting"
    job.refresh_from_db()
    return job


def test_it_keeps_no_worker_and_nothing_else_busy(asking, settings):
    assert asking.state == JobState.WAITING
    assert (asking.lease_until, asking.worker, asking.attempts) == (None, "", 0)
    assert not list(settings.WORK_DIR.glob(str(asking.pk)))
    assert recovery.take_back_abandoned() == ""
    assert recovery.unpublished() == recovery.overdue() == []
    assert execute(asking.pk) == "not claimed"


def test_another_one_of_its_key_goes_first(asking, make_job):
    rival = make_job("count", exclusive_key="one")
    assert execute(rival.pk) == "done"


def test_the_answer_begins_it_anew(asking, reply):
    reply.write_text("yes")
    answer(job=asking)
    assert Job.objects.get(pk=asking.pk).state == JobState.QUEUED
    assert execute(asking.pk) == "done"
    asking.refresh_from_db()
    assert asking.result == {"answer": "yes"}
    assert (asking.attempts, asking.fence) == (1, 2)
    assert states(asking) == [
        "queued",
        "running",
        "waiting",
        "queued",
        "running",
        "done",
    ]
    assert [s.state for s in asking.stages.filter(attempt=1)] == ["done", "waiting"]


def test_it_is_answered_once(asking, reply):
    answer(job=asking)
    with pytest.raises(ValidationError, match="no longer waiting"):
        answer(job=asking)


def test_it_may_be_cancelled_instead(asking, operator):
    request_cancel(job=asking, by=operator)
    assert states(asking) == [*ASKED, "cancelled"]
    assert asking.finished_at
    with pytest.raises(ValidationError, match="no longer waiting"):
        answer(job=asking)


def test_what_is_being_cancelled_does_not_ask(make_job, reply, operator):
    job = make_job("ask", answer=str(reply))
    claimed = Job.claim(job.pk, worker="one")
    request_cancel(job=job, by=operator)
    assert claimed.ask()
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_nobody_is_waited_for_for_ever(asking):
    assert recovery.end_unanswered() == ""
    long_ago = timezone.now() - timedelta(days=8)
    Job.objects.filter(pk=asking.pk).update(heartbeat_at=long_ago)
    assert recovery.end_unanswered() == "1 ended"
    asking.refresh_from_db()
    assert (asking.state, asking.error_code) == (JobState.FAILED, "unanswered")
    assert "7 days" in asking.error
    assert retry(job=asking, by=None).retry_of == asking


def test_it_is_shown_as_active(client_of, viewer, asking):
    client = client_of(viewer)
    listed = client.get(f"{reverse('jobs:list')}?state=active")
    assert "Waiting for an answer" in body(listed)
    assert "/somewhere/" in read(listed).attributes("a", "href")
    fragment = client.get(reverse("jobs:progress", args=[asking.pk]))
    assert "Waiting for an answer." in body(fragment)
    assert read(fragment).attributes("section", "hx-get")


def test_a_page_of_what_it_works_on_is_shown_anew(client_of, viewer, asking):
    url = reverse("jobs:progress", args=[asking.pk]) + "?seen=x&state=running"
    here = {**HTMX, "HX-Current-URL": "http://testserver/somewhere/"}
    assert client_of(viewer).get(url, headers=here)["HX-Refresh"] == "true"
