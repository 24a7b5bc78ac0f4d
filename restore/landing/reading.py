"""Reading what was restored: a fresh session each time, as the customer's reader."""

import contextlib
import time
from collections.abc import Iterator, Sequence
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from .names import reader_role
from .readers import READING, ensure_reader
from .server import ALIVE, Server, Session, options

# A database is replaced in less than a second.
PATIENCE = 3.0
APPLICATION = "tracker-reader"


@contextlib.contextmanager
def connect_reader(
    server: Server,
    database: str,
    suffix: str,
    *,
    statement_timeout: str = "60s",
    application: str = APPLICATION,
) -> Iterator[Session]:
    """Read-only, and nothing that the backup's author named is found by itself."""
    role = reader_role(suffix)
    session = _connect(
        server, role, login(server, database, role, statement_timeout, application)
    )
    with session:
        session.read_only = True
        yield session


def _connect(server: Server, role: str, parameters: dict[str, Any]) -> Session:
    deadline = time.monotonic() + PATIENCE
    renewed = False
    while True:
        try:
            return psycopg.connect(**parameters)
        except psycopg.OperationalError as error:
            if "password authentication" in str(error) and not renewed:
                renewed = True  # the secret has changed since the last restore
                _renew(server, role)
            elif not _is_switching(error) or time.monotonic() > deadline:
                raise
            else:
                time.sleep(0.05)


def login(
    server: Server,
    database: str,
    role: str,
    timeout: str,
    application: str = APPLICATION,
) -> dict[str, Any]:
    """As psycopg takes it, and any program of PostgreSQL's."""
    return {
        **server.parameters,
        **ALIVE,
        "dbname": database,
        "user": role,
        "password": server.password_of(role),
        "application_name": application,
        "options": options(
            {
                **READING,
                "statement_timeout": timeout,
                "client_connection_check_interval": "1s",
            }
        ),
    }


def _renew(server: Server, role: str) -> None:
    with server.connect() as session:
        rows = session.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
        if rows.rowcount:
            # Another is as quick, and sets the same.
            with contextlib.suppress(psycopg.errors.InternalError_):
                ensure_reader(server, session, role)


def _is_switching(error: psycopg.OperationalError) -> bool:
    """Words, as errors in connecting come without a SQLSTATE."""
    signs = ("dropped or renamed", "does not exist", "terminating connection")
    return any(sign in str(error) for sign in signs)


def read(
    server: Server,
    database: str,
    suffix: str,
    query: LiteralString | sql.Composed,
    values: Sequence[Any] = (),
    *,
    statement_timeout: str = "60s",
) -> list[tuple[str | None, ...]]:
    """Rows of one query, as text; asked again when the database has been replaced.

    As the server writes them: no date is too far away, no name has to be a Python one.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        with connect_reader(
            server, database, suffix, statement_timeout=statement_timeout
        ) as session:
            try:
                return as_text(session.execute(query, values))
            except psycopg.OperationalError as error:
                if not _was_ended(error) or time.monotonic() > deadline:
                    raise


def _was_ended(error: psycopg.OperationalError) -> bool:
    """By an admin, or the connection broke, which has no SQLSTATE."""
    return error.sqlstate in (None, "57P01")


def as_text(cursor: psycopg.Cursor[tuple[Any, ...]]) -> list[tuple[str | None, ...]]:
    result = cursor.pgresult
    if result is None:
        return []
    return [
        tuple(_text(result.get_value(row, column)) for column in range(result.nfields))
        for row in range(result.ntuples)
    ]


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode(errors="replace")
