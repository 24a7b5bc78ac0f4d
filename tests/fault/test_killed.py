"""Workers that die, or are stopped, in the middle of a job."""

import os
import random
import signal
import time

import pytest
from django.conf import settings as product

from jobs.execute import execute
from jobs.models import JobState
from tests.fault.conftest import end_tracker_sessions, nothing_left
from tests.fixtures.jobs import states
from tests.fixtures.patience import soon
from tests.fixtures.processes import marked

TWICE = ["queued", "running", "queued", "running", "done"]


@pytest.mark.parametrize("who", ["pool child", "main", "whole tree"])
def test_another_attempt_follows(
    who, start_worker, make_job, notes, began, reconcile, in_state
):
    worker = start_worker()
    job = make_job("sleep", seconds=2, notes=str(notes.path))
    began()
    worker.kill(who)
    if who != "pool child":
        start_worker()
    in_state(job, "done", meanwhile=reconcile)
    assert states(job) == TWICE
    assert (job.attempts, job.fence) == (2, 2)
    assert sum(note.startswith("ended") for note in notes()) == 1


@pytest.mark.parametrize("who", ["pool child", "main", "whole tree"])
def test_nothing_it_started_lives_on(
    who, start_worker, make_job, notes, began, until, reconcile, in_state
):
    worker, mark = start_worker(), f"{random.randint(10**6, 10**7)}"
    script = f"sleep {mark} & setsid sleep {mark} & (sleep {mark} &) ; sleep {mark}"
    job = make_job("child", script=script, notes=str(notes.path))
    until(lambda: len(marked(mark)) >= 5, 30)
    worker.kill(who)
    killed = time.monotonic()
    until(lambda: not marked(mark), 5)
    assert time.monotonic() - killed < soon(2)
    worker.end()
    in_state(job, "queued", meanwhile=reconcile)
    until(lambda: (reconcile(), nothing_left(job))[1])


def test_after_three_deaths_it_is_given_up(start_worker, make_job, reconcile, in_state):
    start_worker(FAILPOINT="job.stage.First:kill9")
    job = make_job("count")
    in_state(job, "failed", meanwhile=reconcile, seconds=60)
    assert job.error_code == "worker_died"
    assert job.error.startswith("Stopped after the worker crashed three times, ")
    assert states(job).count("running") == 3


def test_a_death_in_each_moment(start_worker, make_job, tmp_path, reconcile, in_state):
    """Once each: claimed, in a stage, before the clean-up, before the end."""
    script = tmp_path / "failpoint"
    start_worker(FAILPOINT=f"@{script}")
    for point in ("job.claimed", "job.stage.Second", "job.before_cleanup",
                  "job.before_end"):  # fmt: skip
        script.write_text(f"{point}:kill9:{tmp_path / point}")
        job = make_job("count")
        in_state(job, "done", meanwhile=reconcile)
        assert states(job) == TWICE, point


def test_an_error_in_each_moment_ends_it(start_worker, make_job, tmp_path, in_state):
    script = tmp_path / "failpoint"
    start_worker(FAILPOINT=f"@{script}")
    for action in ("raise", "enospc"):
        script.write_text(f"job.stage.Second:{action}")
        job = in_state(make_job("count"), "errored")
        assert [s.state for s in job.stages.all()] == ["done", "failed", "waiting"]


def test_who_was_stopped_for_long_writes_nothing(
    start_worker, make_job, notes, began, reconcile, in_state
):
    first = start_worker()
    job = make_job("sleep", seconds=4, notes=str(notes.path))
    began()
    first.signal_all(signal.SIGSTOP)
    time.sleep(3 * product.JOB_LEASE_SECONDS)
    second = start_worker()
    in_state(job, "queued", meanwhile=reconcile)
    began(2)
    first.signal_all(signal.SIGCONT)
    in_state(job, "done", meanwhile=reconcile)
    assert str(job.worker).endswith(f":{second.pool[0]}")
    lines = [note.split() for note in notes()]
    after = lines[[line[:2] for line in lines].index(["began", "2"]) :]
    # One look at the clock comes after a sleep that it was in the middle of.
    assert {fence for _, fence, _ in after} == {"2"}
    assert states(job) == TWICE


def test_sigterm_lets_a_short_job_finish(
    start_worker, make_job, notes, began, in_state
):
    worker = start_worker()
    job = make_job("sleep", seconds=0.7, notes=str(notes.path))
    began()
    os.kill(worker.pid, signal.SIGTERM)
    assert worker.process.wait(10) == 0
    in_state(job, "done")
    assert job.attempts == 1


def test_sigterm_gives_a_long_job_to_another_worker(
    start_worker, make_job, notes, began, in_state
):
    worker = start_worker()
    job = make_job("sleep", seconds=4, notes=str(notes.path))
    began()
    asked = time.monotonic()
    os.kill(worker.pid, signal.SIGTERM)
    assert worker.process.wait(15) == 0
    assert time.monotonic() - asked < soon(product.JOB_SHUTDOWN_SECONDS + 5)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    assert any(note.startswith("cleaned") for note in notes())
    start_worker()  # and no reconciler: it was published again
    in_state(job, "done")
    assert job.attempts == 1


def test_so_does_a_sigterm_for_the_whole_group(
    start_worker, make_job, notes, began, in_state
):
    """As honcho, or a service manager, sends it."""
    worker = start_worker()
    job = make_job("sleep", seconds=4, notes=str(notes.path))
    began()
    os.killpg(worker.pid, signal.SIGTERM)
    worker.process.wait(15)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    start_worker()
    in_state(job, "done")


def test_an_idle_worker_ends_at_once(start_worker, make_job, in_state):
    worker = start_worker()
    in_state(make_job("count"), "done")
    asked = time.monotonic()
    os.killpg(worker.pid, signal.SIGTERM)
    worker.process.wait(15)
    assert time.monotonic() - asked < soon(6)


def test_sigquit_is_like_a_death(
    start_worker, make_job, notes, began, reconcile, in_state
):
    worker = start_worker()
    job = make_job("sleep", seconds=2, notes=str(notes.path))
    began()
    os.kill(worker.pid, signal.SIGQUIT)
    worker.process.wait(20)
    start_worker()
    in_state(job, "done", meanwhile=reconcile)
    assert states(job)[:3] == ["queued", "running", "queued"]


def test_a_lost_database_connection_is_no_end(
    start_worker, make_job, notes, began, in_state
):
    start_worker()
    job = make_job("sleep", seconds=3, notes=str(notes.path))
    began()
    for _ in range(4):
        time.sleep(0.4)
        end_tracker_sessions()
    in_state(job, "done")
    assert job.attempts == 1


def test_two_lives_of_one_job_never_overlap(make_job, notes, in_state):
    """A claim while another holds the job, in one process."""
    job = make_job("sleep", seconds=0.2, notes=str(notes.path))
    assert execute(job.pk) == "done"
    assert execute(job.pk) == "not claimed"
    assert sum(note.startswith("began") for note in notes()) == 1
