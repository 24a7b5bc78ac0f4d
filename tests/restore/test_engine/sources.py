"""Real dumps of scripts."""

import subprocess
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from embedded import binaries
from restore.landing.remains import drop_database
from tests.fixtures.services import allow_large_objects
from tests.restore.test_landing.conftest import BLACKPEARL  # noqa: F401

from .harness import landing


def dump_of(script: str, to: Path, *options: str, create: str = "") -> Path:
    """What pg_dump makes of this script, by way of a database that is thrown away."""
    name = f"source_{uuid4().hex[:10]}"
    address = make_conninfo(landing().admin_url, dbname=name)
    database = sql.Identifier(name)
    with landing().connect() as session:
        made = sql.SQL("CREATE DATABASE {} TEMPLATE template0 " + create)
        session.execute(made.format(database))
        allow_large_objects(name)
        try:
            with psycopg.connect(address, autocommit=True) as source:
                source.execute(script.encode())
            subprocess.run(
                [binaries(18) / "pg_dump", *options, f"--file={to}", "-d", address],
                check=True,
                capture_output=True,
            )
        finally:
            drop_database(session, name)
    return to
