"""Rows 1, 4, 6 and 15-17 of the table, for restores: workers, pg_restore and landing
servers that die in each stage, and a worker that is told to end."""

import os
import signal

import pytest

from jobs.execute import execute
from jobs.models import TERMINAL, Job
from restore.models import Restore
from tests.fault.conftest import end_tracker_sessions
from tests.fault.restoring import NEW, OLD, kill, restorers, stop_in
from tests.fixtures.jobs import states

STAGES = ("Identify", "Plan", "Load", "Index", "Verify", "Switch over", "Clean up")
STEPS = ("begun", "handed_over", "role_dropped", "switched")
BEFORE = [f"job.stage.{stage}" for stage in STAGES[:-1]] + ["job.no_return"]
SWITCHING = [f"restore.publish.{step}" for step in STEPS]
AFTER = ["restore.record", "job.stage.Clean up", "job.before_cleanup", "job.before_end"]
POINTS = BEFORE + SWITCHING + AFTER
TWICE = ["queued", "running", "queued", "running", "done"]


@pytest.fixture
def start(start_worker, armed):
    """A worker for restores, that stops at this point of the first one."""

    def at(point="", action="hang"):
        more = armed(point, action) if point else {}
        return start_worker(queues="restore", **more)

    return at


@pytest.mark.parametrize("point", POINTS)
def test_the_whole_worker_is_killed(
    point, site, start, armed, until, reconcile, in_state
):
    site.serve_old()
    worker = start(point)
    restore = site.ask()
    until(armed.reached, 30)
    worker.kill("whole tree")
    switched = point in AFTER or point.endswith("switched")
    assert site.served() == (NEW if switched else OLD)
    job = in_state(Job.objects.get(pk=restore.job_id), "queued", meanwhile=reconcile)
    assert site.served() == (NEW if switched else OLD)
    execute(job.pk)
    job.refresh_from_db()
    assert states(job) == TWICE
    assert site.served() == NEW
    assert site.recorded() == [restore.pk]
    reconcile()


def test_three_deaths_are_its_end(site, start, reconcile, in_state, start_worker):
    site.serve_old()
    worker = start_worker(queues="restore", FAILPOINT="restore.publish.begun:kill9")
    restore = site.ask()
    job = Job.objects.get(pk=restore.job_id)
    in_state(job, "failed", meanwhile=reconcile, seconds=60)
    worker.end()  # or it takes the next one, too
    assert job.error_code == "worker_died"
    reconcile()
    assert site.served() == OLD
    assert site.remains(job) == []
    after = site.ask()
    execute(after.job_id)
    assert site.served() == NEW


def test_what_was_published_is_told_of_although_the_job_failed(
    site, settings, start, armed, until, reconcile, in_state
):
    """The last attempt dies between the switch and the note of it."""
    settings.JOB_ATTEMPTS = 1
    site.serve_old()
    worker = start("restore.publish.switched")
    restore = site.ask()
    until(armed.reached, 30)
    worker.kill("whole tree")
    in_state(Job.objects.get(pk=restore.job_id), "failed", meanwhile=reconcile)
    reconcile()
    assert site.served() == NEW
    assert site.recorded() == [restore.pk]


@pytest.mark.parametrize(
    ("point", "told"),
    [
        ("restore.publish.switched", ["queued", "running", "done"]),
        ("restore.record", TWICE),
        ("job.stage.Clean up", TWICE),
    ],
)
def test_what_breaks_after_the_switch_is_no_failure(
    point, told, site, start, armed, reconcile, in_state
):
    site.serve_old()
    start(point, "raise")
    restore = site.ask()
    job = in_state(Job.objects.get(pk=restore.job_id), *TERMINAL, meanwhile=reconcile)
    assert states(job) == told
    assert site.served() == NEW
    assert site.recorded() == [restore.pk]


def test_the_trackers_database_goes_away_right_after_the_switch(
    site, start, armed, until, reconcile, in_state
):
    site.serve_old()
    start("restore.record", "pause")
    restore = site.ask()
    until(armed.reached, 30)
    end_tracker_sessions()
    job = in_state(Job.objects.get(pk=restore.job_id), *TERMINAL, meanwhile=reconcile)
    assert states(job) == TWICE
    assert site.served() == NEW
    assert site.recorded() == [restore.pk]


def test_what_can_never_be_noted_is_said_to_serve(
    site, start_worker, reconcile, in_state
):
    site.serve_old()
    start_worker(queues="restore", FAILPOINT="restore.record:raise")
    restore = site.ask()
    job = in_state(Job.objects.get(pk=restore.job_id), *TERMINAL, meanwhile=reconcile)
    assert (job.state, job.attempts) == ("errored", 3)
    assert job.error.startswith("The new database is in use")
    assert site.served() == NEW
    reconcile()
    assert site.recorded() == [restore.pk]


def test_one_that_was_replaced_meanwhile_does_not_come_back(
    site, start, armed, until, reconcile, in_state
):
    """Switched, killed, and overtaken by a later one before its second attempt."""
    worker = start("restore.publish.switched")
    first = site.ask(OLD)
    until(armed.reached, 30)
    worker.kill("whole tree")
    job = in_state(Job.objects.get(pk=first.job_id), "queued", meanwhile=reconcile)
    second = site.ask(NEW)
    execute(second.job_id)
    execute(job.pk)
    job.refresh_from_db()
    assert job.state == "done"
    assert site.served() == NEW
    assert site.recorded() == [second.pk]
    reconcile()  # the killed attempt had files


@pytest.mark.parametrize("section", ["data", "post-data"])
def test_pg_restore_is_killed(section, site, start, in_state, reconcile):
    site.serve_old()
    start()
    restore = site.ask()
    job = Job.objects.get(pk=restore.job_id)
    found = stop_in(job, section)
    kill(found[0], signal.SIGKILL)
    for pid in restorers(job, section):
        kill(pid, signal.SIGCONT)
    in_state(job, "failed")
    assert job.error.endswith(".")
    assert site.served() == OLD
    assert site.remains(job) == []
    again = site.ask()
    in_state(Job.objects.get(pk=again.job_id), "done", meanwhile=reconcile)
    assert site.served() == NEW


@pytest.mark.parametrize(
    ("stage", "form"),
    [(s, "dump") for s in ("Plan", "Load", "Index", "Verify")]
    + [("Load", "sql"), ("Index", "sql")],
)
def test_the_landing_server_is_killed(
    stage, form, site, start, armed, until, in_state, reconcile
):
    site.serve_old()
    start(f"job.stage.{stage}", "pause")
    restore = site.ask(form=form)
    job = Job.objects.get(pk=restore.job_id)
    until(armed.reached, 30)
    site.landing.kill()
    in_state(job, "failed")
    assert job.error_code == "server_gone"
    assert job.error.endswith(".")
    site.landing.start()
    assert site.served() == OLD
    until(lambda: (reconcile(), not site.remains(job))[1])
    again = site.ask(form=form)
    in_state(Job.objects.get(pk=again.job_id), "done", meanwhile=reconcile)
    assert site.served() == NEW


def test_the_landing_server_is_killed_while_pg_restore_works(
    site, start, in_state, until, reconcile
):
    site.serve_old()
    start()
    restore = site.ask()
    job = Job.objects.get(pk=restore.job_id)
    found = stop_in(job, "data")
    site.landing.kill()
    for pid in found:
        kill(pid, signal.SIGCONT)
    in_state(job, "failed")
    assert job.error_code == "server_gone"
    site.landing.start()
    assert site.served() == OLD
    until(lambda: (reconcile(), not site.remains(job))[1])


@pytest.mark.parametrize("point", ["job.no_return", *SWITCHING])
def test_the_landing_server_is_killed_around_the_switch(
    point, site, start, armed, until, in_state, reconcile
):
    """It is waited for, and then asked what became of the switch."""
    site.serve_old()
    start(point, "pause")
    restore = site.ask()
    job = Job.objects.get(pk=restore.job_id)
    until(armed.reached, 30)
    site.landing.kill()
    site.landing.start()
    in_state(job, "done", "failed", meanwhile=reconcile, seconds=45)
    reconcile()
    assert site.served() == (NEW if job.state == "done" else OLD)
    if job.state == "done":
        assert site.recorded() == [restore.pk]
    else:
        assert job.error_code == "server_gone"
        assert point != "restore.publish.switched"
    assert site.remains(job) == []
    again = site.ask()
    in_state(Job.objects.get(pk=again.job_id), "done", meanwhile=reconcile)
    assert site.served() == NEW


@pytest.mark.parametrize("stage", ["Load", "Index"])
def test_the_worker_is_told_to_end(stage, site, start, start_worker, in_state):
    site.serve_old()
    worker = start()
    restore = site.ask()
    job = Job.objects.get(pk=restore.job_id)
    found = stop_in(job, {"Load": "data", "Index": "post-data"}[stage])
    os.kill(worker.pid, signal.SIGTERM)
    assert worker.process.wait(20) == 0
    for pid in found:
        kill(pid, signal.SIGCONT)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("queued", 0)
    assert site.remains(job) == []
    assert site.served() == OLD
    start_worker(queues="restore")
    in_state(job, "done")
    assert site.served() == NEW
    assert Restore.objects.get(pk=restore.pk).result["rows"] > NEW
