"""Commands as processes: what the shell sees."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections

ROOT = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, "manage.py"]


@pytest.fixture
def manage(transactional_db):
    name = connections["default"].settings_dict["NAME"]

    def run(*arguments, **options):
        return subprocess.run(
            [*MANAGE, *arguments],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "TRACKER_TEST_DATABASE": name,
                **options.pop("env", {}),
            },
            timeout=60,
            **{"capture_output": True, **options},
        )

    return run


@pytest.mark.slow
def test_exit_codes_and_streams(manage):
    made = manage("create_customer", "Fern 🌿", "--format", "json")
    assert (made.returncode, made.stderr) == (0, b"")
    assert made.stdout.startswith(b"{")
    refused = manage("create_customer", "fern 🌿")
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert (
        refused.stderr
        == b"NAME: A customer with this name already exists. Choose another name.\n"
    )
    assert manage("create_customer", "--nonsense").returncode == 1


@pytest.mark.slow
def test_a_terminal_that_knows_ascii_only(manage):
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    assert manage("create_customer", "日本", env=ascii_only).returncode == 0


@pytest.mark.slow
def test_an_answer_that_can_not_be_written(manage):
    with Path("/dev/full").open("wb") as full:
        result = manage(
            "list_customers", stdout=full, stderr=subprocess.PIPE, capture_output=False
        )
    assert result.returncode == 1
    assert result.stderr == b"The output can't be written: No space left on device.\n"


@pytest.mark.slow
def test_a_database_that_is_away(manage):
    away = {"TRACKER_TEST_DATABASE": "not_there"}
    result = manage("list_customers", env=away)
    assert (result.returncode, result.stdout) == (1, b"")
    assert b"Traceback" not in result.stderr
    assert result.stderr.count(b"\n") == 1
