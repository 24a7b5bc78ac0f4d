"""Dumps of the tracker's database as its owner makes and restores them."""

import gzip
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from embedded.binaries import binaries
from tests.fixtures.database import CREATE, drop
from tests.fixtures.emptying import superuser
from tracker import addresses

DUMP = ["--exclude-schema=pristine", "--no-owner"]
PSQL = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]


def dump(to: Path) -> None:
    """All but what the tests remember beside it."""
    name = connections["default"].settings_dict["NAME"]
    text = run_as_owner(["pg_dump", *DUMP], name)
    to.write_bytes(gzip.compress(text, mtime=0))


@contextmanager
def upgraded(text: bytes) -> Iterator[None]:
    """The default connection leads to what a dump holds, migrated to today's code."""
    default = connections["default"]
    before, name = default.settings_dict["NAME"], f"upgrade_{os.getpid()}"
    restore(text, name)
    default.close()
    default.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield
    finally:
        default.close()
        default.settings_dict["NAME"] = before
        with superuser("postgres") as session:
            drop(session, name)


def restore(text: bytes, name: str) -> None:
    with superuser("postgres") as session:
        drop(session, name)
        parts = (sql.Identifier(name), sql.Identifier("template1"))
        session.execute(sql.SQL(CREATE).format(*parts))
    run_as_owner(["psql", *PSQL], name, text)


def run_as_owner(command: list[str], database: str, text: bytes = b"") -> bytes:
    owner = addresses.database(settings.DATABASE_OWNER_URL)
    program, *options = command
    done = subprocess.run(
        [binaries(18) / program, *options, "--dbname", database],
        input=text,
        env={
            **os.environ,
            "PGHOST": str(owner["HOST"]),
            "PGPORT": str(owner["PORT"] or 5432),
            "PGUSER": owner["USER"],
            "PGPASSWORD": owner["PASSWORD"],
        },
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
