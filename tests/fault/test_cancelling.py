"""Cancelling, in each moment there is."""

import random
import time

import pytest
from django.core.exceptions import ValidationError

from jobs.models import Job, JobState
from jobs.services import request_cancel
from tests.fault.conftest import nothing_left
from tests.fixtures.jobs import states
from tests.fixtures.patience import soon
from tests.fixtures.processes import marked


@pytest.fixture
def worker(start_worker):
    return start_worker(concurrency=2)


def test_before_it_began(make_job, operator, worker, in_state):
    job = make_job("count")
    request_cancel(job=job, by=operator)
    in_state(job, "cancelled", "done")
    assert states(job) in (["queued", "cancelled"], ["queued", "running", "cancelled"])


@pytest.mark.parametrize("stage", ["First", "Second", "Third"])
def test_in_each_stage(stage, make_job, operator, worker, until, in_state):
    job = make_job("count", seconds=6)
    until(lambda: Job.objects.filter(pk=job.pk, stage=stage).exists())
    asked = time.monotonic()
    request_cancel(job=job, by=operator)
    in_state(job, "cancelled")
    assert time.monotonic() - asked < soon(5)
    assert job.cancel_requested_by == operator
    assert states(job) == ["queued", "running", "cancelled"]
    assert "active" not in {each.state for each in job.stages.all()}


@pytest.mark.parametrize("manner", ["", "trap '' TERM;"])
def test_what_it_started_is_gone(manner, make_job, operator, worker, until, in_state):
    mark = f"{random.randint(10**6, 10**7)}"
    script = f"{manner} sleep {mark} & setsid sleep {mark} & sleep {mark}; sleep {mark}"
    job = make_job("child", script=script)
    until(lambda: len(marked(mark)) >= 3, 30)
    asked = time.monotonic()
    request_cancel(job=job, by=operator)
    in_state(job, "cancelled")
    assert not marked(mark)
    assert time.monotonic() - asked < soon(5)
    assert nothing_left(job)


def test_while_the_child_floods_us(make_job, operator, worker, until, in_state,
                                   reconcile):  # fmt: skip
    """Who has no time for the short lease of tests loses the job, but not for long."""
    job = make_job("child", script="yes 'a line of output'")
    until(lambda: job.lines.exists())
    asked = time.monotonic()
    request_cancel(job=job, by=operator)
    in_state(job, "cancelled", meanwhile=reconcile)
    assert time.monotonic() - asked < soon(5)


def test_not_past_the_point_of_no_return(make_job, operator, worker, notes, until,
                                         in_state):  # fmt: skip
    job = make_job("publish", seconds=1, notes=str(notes.path))
    until(notes)
    with pytest.raises(ValidationError, match="any more"):
        request_cancel(job=job, by=operator)
    in_state(job, "done")


def test_racing_with_the_end(make_job, operator, worker, until, in_state, notes):
    """Cancelled or done, never both, and never neither."""
    ends = set()
    for number in range(20):
        job = make_job("sleep", seconds=0.3, notes=str(notes.path))
        until(lambda n=number: sum(x.startswith("began") for x in notes()) > n)
        time.sleep(random.uniform(0.15, 0.45))
        try:
            request_cancel(job=job, by=operator)
        except ValidationError:
            job.refresh_from_db()
            assert job.state == JobState.DONE
        in_state(job, "done", "cancelled")
        assert states(job)[-1] == job.state
        ends.add(job.state)
    assert ends <= {"done", "cancelled"}


def test_together_with_a_death(
    make_job, operator, start_worker, notes, began, reconcile, in_state
):
    """Nobody begins anew what somebody wanted to end."""
    worker = start_worker()
    job = make_job("sleep", seconds=20, notes=str(notes.path))
    began()
    worker.kill("whole tree")
    request_cancel(job=job, by=operator)
    start_worker()
    in_state(job, "cancelled", meanwhile=reconcile)
    assert states(job) == ["queued", "running", "cancelled"]
