"""What jobs left behind, and removing it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from .names import JobName, parse_name
from .server import Server, Session

ATTEMPTS = 5
HALF_DROPPED = -2  # pg_database.datconnlimit of a drop that was interrupted


@dataclass(frozen=True)
class Remain:
    name: str
    made_for: JobName
    is_database: bool
    half_dropped: bool = False


def left_behind(server: Server) -> list[Remain]:
    """Every database and role that a job made; databases first, as they hold roles."""
    with server.connect(application="tracker-cleanup") as session:
        databases = session.execute(
            "SELECT datname, datconnlimit = %s FROM pg_database ORDER BY datname",
            [HALF_DROPPED],
        ).fetchall()
        roles = session.execute(
            "SELECT rolname, false FROM pg_roles ORDER BY rolname"
        ).fetchall()
    names = [(True, *row) for row in databases] + [(False, *row) for row in roles]
    return [
        Remain(name, made_for, is_database, half)
        for is_database, name, half in names
        if (made_for := parse_name(name))
    ]


def drop_remain(server: Server, remain: Remain) -> None:
    with server.connect(application="tracker-cleanup") as session:
        if remain.is_database:
            drop_database(session, remain.name)
        else:
            drop_role(session, remain.name)


def terminate(server: Server, *, application: str = "", database: str = "") -> int:
    """End sessions by name of application or database; how many there were."""
    with server.connect(application="tracker-cleanup") as session:
        return end_sessions(session, application=application, database=database)


def end_sessions(
    session: Session, *, application: str = "", database: str = "", role: str = ""
) -> int:
    """Only those that we may: a superuser's session is not ours to end."""
    rows = session.execute(
        """
        SELECT pid FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND usesysid IS NOT NULL
          AND (application_name = %(application)s AND %(application)s <> ''
               OR datname = %(database)s OR usename = %(role)s)
        """,
        {"application": application, "database": database, "role": role},
    ).fetchall()
    return sum(_end(session, pid) for (pid,) in rows)


def _end(session: Session, pid: int) -> bool:
    try:
        row = session.execute("SELECT pg_terminate_backend(%s)", [pid]).fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return False
    return bool(row and row[0])


def drop_database(session: Session, name: str) -> None:
    """Tried again: FORCE waits five seconds only for the sessions that it ends.

    It may not end an autovacuum worker, with which a drop without FORCE can cope.
    """
    plain = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    statement = sql.SQL("{} WITH (FORCE)").format(plain)
    for attempt in range(ATTEMPTS):
        try:
            session.execute(statement)
            return
        except psycopg.errors.InsufficientPrivilege:
            if attempt == ATTEMPTS - 1 or not_ours(session, [name]):
                raise
            end_sessions(session, database=name)
            statement = plain
        except psycopg.errors.ObjectInUse:
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(0.2 * (attempt + 1))


def not_ours(session: Session, databases: Sequence[str]) -> list[str]:
    """Roles that are connected and whose sessions we may not end."""
    rows = session.execute(
        """
        SELECT DISTINCT rolname::text
        FROM pg_stat_activity JOIN pg_roles ON pg_roles.oid = usesysid
        WHERE datname = ANY(%s) AND NOT pg_has_role(usesysid, 'USAGE')
          AND (rolsuper OR NOT pg_has_role('pg_signal_backend', 'USAGE'))
        """,
        [list(databases)],
    ).fetchall()
    return [str(name) for (name,) in rows]


def drop_role(session: Session, name: str) -> None:
    end_sessions(session, role=name)
    statement = sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name))
    for attempt in range(ATTEMPTS):
        try:
            session.execute(statement)
            return
        except psycopg.errors.InternalError_:  # "tuple concurrently updated"
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(0.2 * (attempt + 1))
