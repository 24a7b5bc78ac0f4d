"""After a crash: which names exist tells where it happened."""

import contextlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import psycopg
from psycopg import sql

from .marks import Mark, marks
from .names import Sort, load_role, parse_name, reader_role, staging_name
from .publish import LIVE, checked_name, is_published
from .remains import drop_database, left_behind
from .server import Server, Session
from .staging import drop_staging


class Found(StrEnum):
    NOTHING = "nothing"  # never began, or already cleaned up
    STAGING = "staging"  # not published; dropped, with its role
    PUBLISHED = "published"  # in use
    REPLACED = "replaced"  # was in use, and waits to be dropped


@dataclass(frozen=True)
class Recovered:
    found: Found
    database: str = ""


def recover_job(server: Server, job_id: UUID) -> Recovered:
    """Afterwards the job's database is in use, or nothing of the job is left."""
    database = is_published(server, job_id)
    was_there = any(
        remain.made_for.is_of(job_id) and remain.made_for.sort is not Sort.OLD
        for remain in left_behind(server)
    )
    if database:
        _disown(server, database, load_role(job_id))
    reader = _reader_of(server, staging_name(job_id))
    drop_staging(server, job_id)
    if reader:
        with server.connect(application="tracker-cleanup") as session:
            _drop_reader(session, reader)
    if database:
        name = parse_name(database)
        replaced = name is not None and name.sort is Sort.OLD
        return Recovered(Found.REPLACED if replaced else Found.PUBLISHED, database)
    return Recovered(Found.STAGING if was_there else Found.NOTHING)


def _reader_of(server: Server, staging: str) -> str:
    """Made for it perhaps, when it was to be the customer's first database."""
    with server.connect() as session:
        live = marks(session).get(staging, Mark()).live
    match = LIVE.fullmatch(live)
    return reader_role(match["suffix"]) if match else ""


def _disown(server: Server, database: str, role: str) -> None:
    with server.connect(database=database) as session:
        if session.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).rowcount:
            session.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))


@dataclass(frozen=True)
class Keep:
    """Which of the replaced databases stay: all of this has to hold."""

    since: datetime
    count: int = 1  # of each database in use
    size: int = 0  # bytes, of all of them together; 0: any


def drop_old(server: Server, keep: Keep) -> list[str]:
    """Replaced databases beyond what is kept, and those already half dropped."""
    half = {
        remain.name
        for remain in left_behind(server)
        if remain.half_dropped and remain.made_for.sort is Sort.OLD
    }
    with server.connect(application="tracker-cleanup") as session:
        overdue = [name for name in _overdue(session, keep) if name not in half]
        return [name for name in (*sorted(half), *overdue) if _dropped(session, name)]


def _overdue(session: Session, keep: Keep) -> list[str]:
    old = [(name, what) for name, what in marks(session).items() if _is_old(name)]
    old.sort(key=lambda pair: (pair[1].replaced_at, pair[0]), reverse=True)
    overdue, kept, held = [], Counter[str](), 0
    for name, what in old:
        size = _size(session, name)
        too_big = bool(keep.size) and held + size > keep.size
        too_many = kept[what.live] >= keep.count
        if too_big or too_many or what.was_replaced_before(keep.since):
            overdue.append(name)
        else:
            kept[what.live] += 1
            held += size
    return overdue


def _size(session: Session, name: str) -> int:
    query = "SELECT pg_database_size(oid) FROM pg_database WHERE datname = %s"
    row = session.execute(query, [name]).fetchone()
    return int(row[0]) if row else 0


def _dropped(session: Session, name: str) -> bool:
    """One that is used by a session we may not end waits for the next time."""
    try:
        drop_database(session, name)
    except (psycopg.errors.ObjectInUse, psycopg.errors.InsufficientPrivilege):
        return False
    return True


def drop_restored(server: Server, database: str, *, suffix: str = "") -> list[str]:
    """The one in use, and those it replaced; its reader too if that was all it read."""
    checked_name(database)
    with server.connect(application="tracker-cleanup") as session:
        names = [
            name
            for name, what in sorted(marks(session).items())
            if name == database or (_is_old(name) and what.live == database)
        ]
        for name in names:
            drop_database(session, name)
        if suffix:
            _drop_reader(session, reader_role(suffix))
    return names


def _is_old(name: str) -> bool:
    parsed = parse_name(name)
    return parsed is not None and parsed.sort is Sort.OLD


def _drop_reader(session: Session, role: str) -> None:
    """Unless it still reads something, such as the customer's other appliance."""
    with contextlib.suppress(
        psycopg.errors.DependentObjectsStillExist,
        psycopg.errors.InternalError_,  # another job grants it something just now
    ):
        session.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
