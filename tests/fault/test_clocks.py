"""Row 32: workers and reconcilers whose clocks are two hours wrong."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from jobs.models import Job
from tests.fault.restoring import NEW
from tests.fixtures.jobs import states

HOURS = timedelta(hours=2)
ONCE = ["queued", "running", "done"]
pytestmark = pytest.mark.parametrize("sign", [1, -1], ids=["ahead", "behind"])


def wrong(sign: int) -> str:
    return str(sign * HOURS.total_seconds())


def reconcile_with(clock: str) -> str:
    """The command, as a process with that clock."""
    name = connections["default"].settings_dict["NAME"]
    done = subprocess.run(
        [sys.executable, "manage.py", "reconcile", "--once"],
        env={
            **os.environ,
            "TRACKER_TEST_DATABASE": name,
            "TRACKER_TEST_CLOCK": clock,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_leases_run_on_the_database_s_clock(
    sign, start_worker, make_job, in_state, reconcile
):
    """Longer than a lease, while both kinds of reconcilers look for the abandoned."""
    start_worker(TRACKER_TEST_CLOCK=wrong(sign))
    job = make_job("clock", seconds=3)
    in_state(job, "running")
    assert "recovered" not in reconcile_with(wrong(sign))
    in_state(job, "done", meanwhile=reconcile)
    assert states(job) == ONCE
    told = datetime.fromisoformat(job.result["now"])
    assert abs(told - datetime.now(UTC) - sign * HOURS) < timedelta(minutes=5)
    assert job.finished_at - job.started_at < timedelta(minutes=1)


def test_the_dead_are_found(sign, start_worker, make_job, in_state, began, notes):
    worker = start_worker()
    job = make_job("sleep", seconds=2, notes=str(notes.path))
    began()
    worker.kill("whole tree")
    in_state(job, "queued", meanwhile=lambda: reconcile_with(wrong(sign)))
    start_worker(TRACKER_TEST_CLOCK=wrong(sign))
    in_state(job, "done")


def test_a_restore(sign, site, start_worker, in_state, reconcile):
    site.serve_old()
    start_worker(queues="restore", TRACKER_TEST_CLOCK=wrong(sign))
    restore = site.ask()
    job = in_state(Job.objects.get(pk=restore.job_id), "done", meanwhile=reconcile)
    assert states(job) == ONCE
    assert site.served() == NEW
    reconcile_with(wrong(sign))
    kept = [name for name in site.landing.databases() if "__old_" in name]
    assert len(kept) == 1  # for as long as the settings say
