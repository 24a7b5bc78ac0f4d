"""Small data directories, as files by name, for tests that spoil them."""

from functools import cache
from pathlib import Path

from psycopg import sql

from samples.server import Server, server
from tests.restore.test_landing.conftest import BLACKPEARL

Files = dict[str, bytes]
NAME = "tapesystem"
STOPPED, LIVE, BASE = "stopped", "live", "base backup"
NOT_COPIED = ("postmaster.pid", "postmaster.opts")
# Known only to the log: copied before the server wrote the tables' own files again.
LATE = """
    SET synchronous_commit = on;
    INSERT INTO ds3.bucket VALUES (gen_random_uuid(), 'late bucket');
"""


def files_of(more: str = "", *, how: str = STOPPED) -> Files:
    """Of a server that holds the small catalogue; `more` is run last."""
    return dict(_files_of(more, how))


@cache
def _files_of(more: str, how: str) -> Files:
    with server(logged=how == BASE) as running:
        fill(running, NAME)
        with running.connect(NAME) as session:
            session.execute(more.encode())
        return copy(running, how)


def fill(running: Server, name: str) -> None:
    """Nothing else is in it, so that there are few files."""
    with running.connect("template1") as session:
        for statement in (
            "CREATE DATABASE {} TEMPLATE template0",
            "UPDATE pg_database SET datistemplate = false WHERE datname = 'template0'",
            "DROP DATABASE template0",
            "DROP DATABASE postgres",
        ):
            session.execute(sql.SQL(statement).format(sql.Identifier(name)))
    with running.connect(name) as session:
        session.execute(BLACKPEARL.encode())
        session.execute("CHECKPOINT")


def half_a_base_backup() -> Files:
    """Copied without the end of the log, which is written when all is copied."""
    with server(logged=True) as running:
        fill(running, NAME)
        with running.connect(NAME) as session:
            session.execute("SELECT pg_backup_start('half', true)")
            session.execute(LATE.encode())
            files = read(running.data)
            query = "SELECT labelfile FROM pg_backup_stop(false)"
            row = session.execute(query).fetchone()
            assert row
        return {**files, "backup_label": row[0].encode()}


def copy(running: Server, how: str) -> Files:
    if how == BASE:
        place = running.scratch / "base"
        running.call("pg_basebackup", f"--pgdata={place}", "--checkpoint=fast")
        return read(place)
    if how == STOPPED:
        running.stop()
    return read(running.data)


def read(place: Path) -> Files:
    return {
        str(path.relative_to(place)): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file() and path.name not in NOT_COPIED
    }


def without_log(files: Files) -> Files:
    return {n: data for n, data in files.items() if not n.startswith("pg_wal/")}


@cache
def file_of(table: str, more: str = "") -> tuple[Files, str]:
    """The directory, and the name of a table's file in it."""
    with server() as running:
        fill(running, NAME)
        with running.connect(NAME) as session:
            session.execute(more.encode())
            query = "SELECT pg_relation_filepath(%s::regclass)"
            row = session.execute(query, [table]).fetchone()
            assert row
            session.execute("CHECKPOINT")
        return copy(running, STOPPED), str(row[0])
