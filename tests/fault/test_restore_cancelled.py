"""Rows 29-31 of the table, for restores: cancelling in each stage, from a page and from
the command; several restores at once. Rows 9 and 21-22 too: a broker that dies, and
disks that are full."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from jobs.execute import execute
from jobs.models import Job
from jobs.services import request_cancel
from tests.fault.restoring import NEW, OLD, stop_in
from tests.fixtures.jobs import states
from tests.fixtures.patience import soon
from tracker.history import events

STAGES = ("Identify", "Plan", "Load", "Index", "Verify")
CANCELLED = ["queued", "running", "cancelled"]


@pytest.fixture
def start(start_worker, armed):
    def at(point="", action="pause", **more):
        arms = armed(point, action) if point else {}
        return start_worker(queues="restore", **arms, **more)

    return at


def cancel(job, by):
    """Ask for it, and be told; how long it took until then is the caller's to say."""
    asked = time.monotonic()
    request_cancel(job=Job.objects.get(pk=job.pk), by=by)
    return asked


@pytest.mark.parametrize(
    ("point", "form"),
    [(f"job.stage.{s}", "dump") for s in STAGES]
    + [(f"job.stage.{s}", "sql") for s in ("Load", "Index")]
    + [("restore.publish.begun", "dump"), ("restore.publish.role_dropped", "dump")],
)
def test_in_each_stage(
    point, form, site, operator, start, armed, until, in_state, reconcile
):
    site.serve_old()
    start(point)
    restore = site.ask(form=form)
    job = Job.objects.get(pk=restore.job_id)
    until(armed.reached, 30)
    asked = cancel(job, operator)
    request_cancel(job=Job.objects.get(pk=job.pk), by=operator)  # twice is no harm
    in_state(job, "cancelled")
    assert time.monotonic() - asked < soon(5)
    assert states(job) == CANCELLED
    assert site.remains(job) == []
    assert site.served() == OLD
    again = site.ask(form=form)
    in_state(Job.objects.get(pk=again.job_id), "done", meanwhile=reconcile)
    assert site.served() == NEW


@pytest.mark.parametrize("section", ["data", "post-data"])
def test_while_pg_restore_does_not_listen(section, site, operator, start, in_state):
    site.serve_old()
    start()
    job = Job.objects.get(pk=site.ask().job_id)
    stop_in(job, section)
    asked = cancel(job, operator)
    in_state(job, "cancelled")
    assert time.monotonic() - asked < soon(5)
    assert site.remains(job) == []
    assert site.served() == OLD


@pytest.mark.parametrize("form", ["dump", "sql"])
def test_while_an_index_waits(
    form, site, operator, start, armed, until, in_state, reconcile
):
    """For a lock, and it would for hours; of one whose session is not ours to end."""
    site.serve_old()
    start("job.stage.Index")
    job = Job.objects.get(pk=site.ask(form=form).job_id)
    until(armed.reached, 30)
    waits = (
        "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
        "AND application_name LIKE 'restore-%%' AND datname = %s"
    )
    staging = f"stg_{job.pk.hex}"
    with site.landing.superuser(staging) as session, session.transaction():
        session.execute("LOCK TABLE ds3.s3_object IN ACCESS EXCLUSIVE MODE")
        until(lambda: site.landing.ask(waits, staging))
        asked = cancel(job, operator)
        until(lambda: not site.landing.ask(waits, staging), 5)
    in_state(job, "cancelled")
    assert time.monotonic() - asked < soon(5)
    assert site.served() == OLD
    reconcile()  # should that session have been in the way of cleaning up


@pytest.mark.parametrize("point", ["job.no_return", "restore.publish.switched"])
def test_not_while_it_switches(point, site, operator, start, armed, until, in_state):
    site.serve_old()
    start(point)
    restore = site.ask()
    job = Job.objects.get(pk=restore.job_id)
    until(armed.reached, 30)
    with pytest.raises(ValidationError, match="any more"):
        cancel(job, operator)
    in_state(job, "done")
    assert site.served() == NEW
    assert site.recorded() == [restore.pk]


def test_not_between_the_switch_and_the_next_attempt(
    site, operator, start, armed, until, in_state, reconcile
):
    site.serve_old()
    worker = start("restore.publish.switched", "hang")
    restore = site.ask()
    job = Job.objects.get(pk=restore.job_id)
    until(armed.reached, 30)
    worker.kill("whole tree")
    in_state(job, "queued", meanwhile=reconcile)
    with pytest.raises(ValidationError, match="any more"):
        cancel(job, operator)
    execute(job.pk)
    job.refresh_from_db()
    assert job.state == "done"
    assert site.recorded() == [restore.pk]
    reconcile()


def test_racing_with_the_switch(site, operator, start, until, in_state):
    """Cancelled or done, never both: what serves agrees with what the job says."""
    site.serve_old()
    start()
    served = OLD
    for number in range(6):
        objects = NEW if served == OLD else OLD
        restore = site.ask(objects)
        job = Job.objects.get(pk=restore.job_id)
        stage = Job.objects.filter(pk=job.pk, stage__in=("Verify", "Switch over"))
        deadline = time.monotonic() + 30
        while not stage.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(number * 0.03)
        with contextlib.suppress(ValidationError):
            cancel(job, operator)
        in_state(job, "done", "cancelled")
        served = objects if job.state == "done" else served
        assert site.served() == served
        assert states(job)[-1] == job.state


# The command --------------------------------------------------------------------------


def command(site, *more, **environment):
    name = connections["default"].settings_dict["NAME"]
    return subprocess.Popen(
        [sys.executable, "manage.py", "restore_backup", str(site.backups(NEW)),
         "--customer", site.customer.name, "--type", "blackpearl", *more],
        env={**os.environ, "TRACKER_TEST_DATABASE": name, **environment},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("stage", ["Plan", "Load", "Index"])
def test_the_command_is_interrupted(stage, number, site, armed, until):
    site.serve_old()
    process = command(site, **armed(f"job.stage.{stage}", "pause"))
    until(armed.reached, 30)
    process.send_signal(number)
    process.send_signal(number)
    asked = time.monotonic()
    out, err = process.communicate(timeout=30)
    assert time.monotonic() - asked < soon(7)  # its own end included
    assert process.returncode == 1
    assert out == ""
    assert "cancelled" in err.splitlines()[-1]
    assert "Traceback" not in err
    job = Job.objects.latest("queued_at")
    assert states(job) == CANCELLED
    assert site.remains(job) == []
    assert site.served() == OLD


def test_the_command_is_interrupted_while_it_waits_for_its_turn(
    site, start, armed, until, in_state
):
    start("job.stage.Load", "hang")
    first = site.ask(OLD)
    until(armed.reached, 30)
    process = command(site)
    until(lambda: Job.objects.count() == 2)
    time.sleep(1)  # it has looked once whether it is its turn
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "cancelled" in err
    assert set(Job.objects.values_list("state", flat=True)) == {"running", "cancelled"}
    assert Job.objects.get(state="running").pk == first.job_id


def test_the_command_is_killed(site, armed, until, reconcile, in_state, start):
    site.serve_old()
    process = command(site, **armed("job.stage.Load", "hang"))
    until(armed.reached, 30)
    process.kill()
    process.communicate(timeout=10)
    start()
    job = Job.objects.latest("queued_at")
    in_state(job, "done", meanwhile=reconcile)
    assert site.served() == NEW


# Several at once ----------------------------------------------------------------------


@pytest.mark.parametrize("count", [2, 5])
def test_several_for_one_customer_take_turns(count, site, start_worker, in_state):
    start_worker(queues="restore", concurrency=2)
    asked = [site.ask(OLD if n % 2 else NEW) for n in range(count)]
    for restore in asked:
        in_state(Job.objects.get(pk=restore.job_id), "done", seconds=90)
    told = events(Job).filter(pgh_obj_id__in=[r.job_id for r in asked])
    running = set()
    for job, state in told.order_by("pgh_id").values_list("pgh_obj_id", "state"):
        running = running | {job} if state == "running" else running - {job}
        assert len(running) <= 1
    last = max(asked, key=lambda r: Job.objects.get(pk=r.job_id).finished_at)
    assert site.recorded() == [last.pk]
    assert site.served() == (NEW if asked.index(last) % 2 == 0 else OLD)


def test_different_customers_do_not_disturb_each_other(
    site, operator, start_worker, armed, until, in_state
):
    start_worker(queues="restore", concurrency=2)
    other = site.add_customer()
    mine, theirs = site.ask(NEW), site.ask(NEW, customer=other)
    job = Job.objects.get(pk=mine.job_id)
    stop_in(job, "data")
    cancel(job, operator)
    in_state(job, "cancelled")
    in_state(Job.objects.get(pk=theirs.job_id), "done")
    assert (site.served(), site.served(other)) == (None, NEW)


def test_one_whose_worker_was_asleep_is_not_kept_waiting(
    site, start_worker, armed, until, reconcile, in_state
):
    """Row 5: it wakes when another has done its work, and changes nothing."""
    site.serve_old()
    worker = start_worker(queues="restore", **armed("job.stage.Index", "pause"))
    restore = site.ask()
    job = Job.objects.get(pk=restore.job_id)
    until(armed.reached, 30)
    worker.signal_all(signal.SIGSTOP)
    in_state(job, "queued", meanwhile=reconcile)
    execute(job.pk)
    job.refresh_from_db()
    assert job.state == "done"
    assert site.served() == NEW
    worker.signal_all(signal.SIGCONT)
    time.sleep(2)
    assert site.served() == NEW
    assert site.recorded() == [restore.pk]


# Brokers and disks --------------------------------------------------------------------


def test_the_broker_dies_meanwhile(
    site, broker, start_worker, armed, until, reconcile, in_state
):
    site.serve_old()
    arms = armed("job.stage.Load", "pause")
    start_worker(queues="restore", TRACKER_TEST_REDIS=broker.url, **arms)
    running = Job.objects.get(pk=site.ask().job_id)
    until(armed.reached, 30)
    broker.kill()
    waiting = Job.objects.get(pk=site.ask(OLD).job_id)
    assert (waiting.state, waiting.published_at) == ("queued", None)
    in_state(running, "done")
    assert running.attempts == 1
    assert site.served() == NEW
    broker.start()
    start_worker(queues="restore", TRACKER_TEST_REDIS=broker.url)
    in_state(waiting, "done", meanwhile=reconcile)
    assert site.served() == OLD


@pytest.mark.parametrize("stage", ["Identify", "Load", "Switch over"])
def test_the_disk_of_the_worker_is_full(stage, site, start, reconcile, in_state):
    site.serve_old()
    start(f"job.stage.{stage}", "enospc")
    job = Job.objects.get(pk=site.ask().job_id)
    in_state(job, "failed")
    assert job.error_code == "disk_full"
    assert job.error.endswith(".")
    assert site.served() == OLD
    assert site.remains(job) == []
    again = site.ask()
    in_state(Job.objects.get(pk=again.job_id), "done", meanwhile=reconcile)
    assert site.served() == NEW
