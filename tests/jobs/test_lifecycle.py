"""The life of a job, worked on here and now."""

from dataclasses import replace

import pytest
from django.utils import timezone

from files.errors import Refused
from jobs import kinds as registry
from jobs.execute import execute
from jobs.models import Job, JobLog, JobState, Service
from tests.fixtures.jobs import states
from tracker.history import events

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def done(make_job):
    """A job that was done, here and now."""

    def do(kind, **data):
        made = make_job(kind, **data)
        execute(made.pk)
        made.refresh_from_db()
        return made

    return do


def test_what_goes_well_is_done(done):
    job = done("count")
    assert job.state == JobState.DONE
    assert job.result == {"counted": 300}
    assert states(job) == ["queued", "running", "done"]
    assert job.attempts == job.fence == 1
    assert job.lease_until is None
    assert job.queued_at <= job.started_at <= job.finished_at <= timezone.now()


def test_its_stages_are_all_told(done):
    job = done("count")
    stages = [(s.name, s.state, s.done, s.total, s.unit) for s in job.stages.all()]
    assert stages == [
        (name, "done", 100, 100, "rows") for name in ("First", "Second", "Third")
    ]
    assert all(s.started_at and s.finished_at for s in job.stages.all())
    assert (job.stage, job.stage_done) == ("Third", 100)


def test_its_log_is_in_order(done):
    job = done("count")
    texts = list(job.lines.values_list("text", flat=True))
    assert texts == ["First is over", "Second is over", "Third is over"]


def test_an_expected_failure_says_why(done):
    job = done("fail")
    assert (job.state, job.error_code) == (JobState.FAILED, "empty")
    assert job.error == "The file is empty: choose another."
    assert not job.traceback
    assert job.stages.get().state == "failed"
    assert states(job) == ["queued", "running", "failed"]


def test_an_unexpected_one_has_a_reference_and_no_secret(done):
    job = done("err")
    assert job.state == JobState.ERRORED
    assert job.error_reference in job.error
    assert "ZeroDivision" not in job.error
    assert "ZeroDivisionError" in job.traceback
    assert "canary" not in job.traceback


def test_an_exception_with_its_own_sentence_is_a_failure(done, monkeypatch):
    def refuse(run):
        raise Refused("truncated", "The backup is cut off.")

    refusing = replace(registry.find("test_fail"), work=refuse)
    monkeypatch.setitem(registry._kinds, "test_fail", refusing)
    job = done("fail")
    assert (job.state, job.error_code) == (JobState.FAILED, "truncated")
    assert job.error == "The backup is cut off."


def test_a_kind_that_is_gone(make_job):
    made = make_job("count")
    Job.objects.filter(pk=made.pk).update(kind="forgotten")
    execute(made.pk)
    made.refresh_from_db()
    assert (made.state, made.error_code) == (JobState.FAILED, "unknown")


def test_only_one_runs_it(make_job):
    made = make_job("count")
    assert Job.claim(made.pk, worker="one")
    assert Job.claim(made.pk, worker="other") is None
    assert execute(made.pk) == "not claimed"


def test_its_folder_is_there_and_then_gone(done, settings):
    job = done("folder")
    assert job.state == JobState.DONE
    assert not list(settings.WORK_DIR.glob(str(job.pk)))


def test_what_it_changes_is_done_by_who_asked(done, operator, viewer):
    done("change", user=str(viewer.pk))
    event = events(type(viewer)).filter(pgh_obj_id=viewer.pk).latest("pgh_id")
    assert event.pgh_context.metadata["user"] == str(operator.pk)
    assert event.pgh_context.metadata["door"] == "worker"


def test_very_many_lines_are_not_all_kept(done):
    done("lines", count=10_500)
    assert JobLog.objects.count() == 10_000
    assert JobLog.objects.last().text == "Only the first lines of the log are kept."


def test_a_child_out_of_memory(done):
    job = done("memory")
    assert job.state == JobState.ERRORED
    assert "MemoryError" in job.traceback


def test_a_busy_worker_says_that_it_is_alive(done, settings):
    settings.REPORT_SECONDS = 0.1
    done("count", seconds=0.8)
    assert Service.objects.filter(name__startswith="worker@").exists()


def test_what_makes_no_progress_is_stopped(done):
    job = done("stall")
    assert (job.state, job.error_code) == (JobState.FAILED, "stalled")
    assert job.stages.get().done == 4
