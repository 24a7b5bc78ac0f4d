"""Where a database is: in its address, and for what Django starts."""

import subprocess

import pytest
from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from embedded import binaries
from tracker import addresses
from tracker.owner import as_owner


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("postgres://me:word@/tracker?host=%2Frun%2Fpostgresql", "/run/postgresql"),
        ("postgres://me:word@db.example.org:5433/tracker", "db.example.org"),
        ("postgres://me:word@/tracker", ""),
    ],
)
def test_the_host(address: str, host: str) -> None:
    parts = addresses.database(address)
    assert parts["HOST"] == host
    assert "host" not in parts.get("OPTIONS", {})


def shell(query: str) -> str:
    """What `manage.py dbshell` would start, with a query."""
    arguments, environment = DatabaseClient.settings_to_cmd_args_env(
        connection.settings_dict, ["-tAc", query]
    )
    command = [binaries(18) / "psql", *arguments[1:]]
    done = subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.mark.django_db(transaction=True)
def test_dbshell_finds_the_embedded_server() -> None:
    query = "SELECT current_user || ' ' || current_database()"
    name = connection.settings_dict["NAME"]
    assert shell(query) == f"tracker_app {name}"
    with as_owner():
        assert shell(query) == f"tracker_owner {name}"
    assert shell(query) == f"tracker_app {name}"
