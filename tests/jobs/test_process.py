"""The reconciler as the process that it is."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from embedded import urls
from embedded.places import places
from jobs.presence import RECONCILER, running
from tests.embedded.conftest import environment

ROOT = Path(__file__).resolve().parents[2]
RECONCILE = [sys.executable, "manage.py", "reconcile"]
pytestmark = pytest.mark.slow


def start(env):
    return subprocess.Popen(
        RECONCILE, cwd=ROOT, env={**env, "REPORT_SECONDS": "1"}, stderr=subprocess.PIPE
    )


@pytest.fixture
def reconciling(transactional_db):
    name = connections["default"].settings_dict["NAME"]
    tests = {"DJANGO_SETTINGS_MODULE": "tests.settings", "TRACKER_TEST_DATABASE": name}
    process = start({**os.environ, **tests})
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_promptly_when_asked(reconciling, until, number):
    until(lambda: running(RECONCILER).exists())
    reconciling.send_signal(number)
    _, errors = reconciling.communicate(timeout=10)
    assert reconciling.returncode == 0
    assert b"Traceback" not in errors


@pytest.fixture
def own_var(monkeypatch):
    """Services of this test's own, which it may break."""
    var = Path(tempfile.mkdtemp(prefix="tr-"))
    var.chmod(0o711)
    monkeypatch.setenv("TRACKER_VAR", str(var))
    manage(var, "migrate", "--verbosity", "0")
    yield var
    manage(var, "health_check")  # the last one out stops what a failed test left
    shutil.rmtree(var)


def manage(var, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(
        command, cwd=ROOT, env=environment(var), check=True, capture_output=True
    )


def last_report():
    try:
        with psycopg.connect(urls()["DATABASE_URL"], connect_timeout=2) as connection:
            row = connection.execute("SELECT seen_at FROM jobs_service").fetchone()
    except psycopg.OperationalError:
        return None
    return row and row[0]


@pytest.mark.fault
def test_it_goes_on_after_the_database_was_killed(own_var, until):
    process = start(environment(own_var))
    try:
        until(last_report, 60)
        pid = (places().home / "tracker" / "postmaster.pid").read_text().split()[0]
        os.kill(int(pid), signal.SIGQUIT)
        until(lambda: not last_report())
        time.sleep(2)
        assert process.poll() is None
        manage(own_var, "health_check")  # starts what is missing
        again = until(last_report)
        until(lambda: last_report() > again)
        process.terminate()
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0
    failures = Counter(
        re.findall(rb'reconciler_step_failed step=("[^"]*"|\S+)', errors)
    )
    assert failures
    assert max(failures.values()) <= 2  # not each pass
    assert b"reconciler_step_works_again" in errors
    assert b"Traceback" not in errors
