"""Processes that left the group of their job."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest

from embedded.programs.strays import MARK, mark
from jobs.execute import execute
from jobs.models import Job, JobLog
from jobs.recovery import kill_strays

pytestmark = pytest.mark.django_db

Program = subprocess.Popen[bytes]
Stray = Callable[[UUID, int], Program]


@pytest.fixture
def stray() -> Iterator[Stray]:
    """A program of this attempt of a job."""
    programs: list[Program] = []

    def start(job: UUID, fence: int) -> Program:
        programs.append(
            subprocess.Popen(
                ["sleep", "100"],
                env={**os.environ, MARK: mark(job, fence)},
                start_new_session=True,
            )
        )
        return programs[-1]

    yield start
    for program in programs:
        program.kill()
        program.wait()


def test_those_of_an_attempt_that_is_over_are_ended(
    make_job: Callable[..., Job], stray: Stray
) -> None:
    job = Job.claim(make_job("count").pk, worker="here")
    assert job
    left, current = stray(job.pk, job.fence - 1), stray(job.pk, job.fence)
    assert kill_strays() == "1 killed"
    assert left.wait(5) == -signal.SIGKILL
    assert current.poll() is None
    job.finish({})
    assert kill_strays() == "1 killed"
    assert current.wait(5) == -signal.SIGKILL
    assert kill_strays() == ""


def test_those_of_another_tracker_are_left_alone(stray: Stray) -> None:
    theirs = stray(uuid4(), 1)
    assert kill_strays() == ""
    assert theirs.poll() is None


@pytest.mark.django_db(transaction=True)
def test_what_a_job_runs_has_the_mark(make_job: Callable[..., Job]) -> None:
    job = make_job("child", script=f"env | grep {MARK}")
    execute(job.pk)
    lines = JobLog.objects.filter(job=job).values_list("text", flat=True)
    assert f"{MARK}={mark(job.pk, 1)}" in lines
