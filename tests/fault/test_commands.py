"""Commands while the database server for restores is away, or crashes: a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections

from customers.appliances import Appliance
from restore.services import database_name

ROOT = Path(__file__).resolve().parents[2]
TYPE = ("--type", "blackpearl")


def begin(*arguments, **more) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "TRACKER_TEST_DATABASE": connections["default"].settings_dict["NAME"],
            **more,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def assert_one_sentence(process: subprocess.Popen[str], *words: str) -> None:
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (1, "")
    assert errors.count("\n") == 1, errors
    assert "Traceback" not in errors
    for word in words:
        assert word in errors


@pytest.fixture
def restore(site):
    file = site.backups()
    return ("restore_backup", file, "--customer", site.customer.name, *TYPE)


def test_it_is_away(site, restore, reconcile):
    site.serve_old()
    name = database_name(site.customer, Appliance.BLACKPEARL)
    recount = ("take_stock", "--customer", site.customer.name, *TYPE)
    site.landing.kill()
    for command in (restore, recount, ("drop_restored_database", name)):
        gone = "The connection to the database server was lost."
        assert_one_sentence(begin(*command), gone)
    listed = begin("list_restored_databases")
    assert name in listed.communicate(timeout=60)[0]
    assert listed.returncode == 0
    site.landing.start()
    reconcile()


@pytest.mark.parametrize("stage", ["Plan", "Load", "Index", "Verify"])
def test_it_crashes_during_a_restore(stage, site, restore, armed, until, reconcile):
    process = begin(*restore, **armed(f"job.stage.{stage}", "pause"))
    until(armed.reached, 30)
    site.landing.kill()
    assert_one_sentence(process, "database server")
    site.landing.start()
    until(lambda: (reconcile(), not site.landing.made_by_jobs())[1])
