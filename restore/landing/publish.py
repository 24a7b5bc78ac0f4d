"""From staging to what is served, in one moment or not at all."""

import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

import psycopg
from psycopg import sql

from customers.appliances import Appliance
from files.errors import Refused

from .marks import Mark, mark, marks
from .names import OWNER, application_name, old_name, reader_role
from .readers import Name, ensure_reader, let_read
from .remains import drop_role, end_sessions, not_ours
from .server import Server, Session
from .staging import Staging, ensure_owner

Step = Callable[[str], None]
PREFIXES = "|".join(appliance.prefix for appliance in Appliance)
LIVE = re.compile(rf"(?:{PREFIXES})_(?P<suffix>[a-z0-9_]{{1,40}})")
# New sessions wait while a renaming does, so it has to give up before a second is over.
SWITCH = "600ms"
REPEAT = 0.03
PAUSE = 0.5
ATTEMPTS = 5
CONCURRENT = (
    psycopg.errors.InternalError_,  # "tuple concurrently updated"
    psycopg.errors.DuplicateObject,
    psycopg.errors.UniqueViolation,
    psycopg.errors.UndefinedObject,
)
BUSY = (
    psycopg.errors.ObjectInUse,
    psycopg.errors.QueryCanceled,
    psycopg.errors.LockNotAvailable,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.DuplicateDatabase,
    psycopg.errors.InvalidCatalogName,
    psycopg.errors.InternalError_,  # "tuple concurrently updated"
)


@dataclass(frozen=True)
class Published:
    database: str
    old: str  # "" when it is the first
    seconds: float  # how long new sessions may have had to wait


def hand_over(
    staging: Staging,
    *,
    live: str,
    suffix: str,
    tables: Sequence[Name],
    step: Step = lambda _: None,
) -> None:
    """The staging database to the customer's reader, who alone may look into it.

    Whoever loaded it can write no more. `step` is told where we are, and may raise.
    """
    checked_name(live)
    reader = reader_role(suffix)
    with staging.server.connect(application=application_name(staging.job_id)) as home:
        ensure_owner(home)
        mark(home, staging.database, Mark(job=staging.job_id.hex, live=live))
        step("begun")
        home.execute(f"ALTER ROLE {staging.role} NOLOGIN".encode())
        end_sessions(home, role=staging.role)
        _hand_over(staging, reader, tables)
        step("handed over")
        drop_role(home, staging.role)
    step("role dropped")


def publish(
    staging: Staging,
    *,
    live: str,
    patience: float = 60,
    step: Step = lambda _: None,
) -> Published:
    """Let what was handed over take the live name.

    The database in use is not touched before the two renames, which are one
    transaction.
    """
    checked_name(live)
    with staging.server.connect(application=application_name(staging.job_id)) as home:
        published = _switch(staging.server, home, staging, live, patience)
    step("switched")
    return published


def checked_name(live: str) -> str:
    if not LIVE.fullmatch(live):
        raise ValueError(f"{live!r} is not the name of a restored database")
    return live


def _hand_over(staging: Staging, reader: str, tables: Sequence[Name]) -> None:
    """The load role gives up all it has; the reader gets the listed tables.

    One transaction, so that the reader cannot be dropped before it reads anything.
    The customer's other appliance may be published at the same time, for the same
    reader: then PostgreSQL makes one of us start again.
    """
    load, owner = sql.Identifier(staging.role), sql.Identifier(OWNER)
    for attempt in range(ATTEMPTS):
        try:
            with staging.connect_admin() as session, session.transaction():
                # The data went in without waiting for the disk. From here on a crash
                # of the server takes nothing back: what is switched to is all there.
                session.execute("SET LOCAL synchronous_commit = on")
                ensure_reader(staging.server, session, reader)
                session.execute(
                    sql.SQL("REASSIGN OWNED BY {} TO {}").format(load, owner)
                )
                session.execute(sql.SQL("DROP OWNED BY {}").format(load))
                let_read(session, reader, staging.database, tables)
            return
        except CONCURRENT:
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(0.1 * (attempt + 1))


def _switch(
    server: Server, home: Session, staging: Staging, live: str, patience: float
) -> Published:
    deadline = time.monotonic() + patience
    while True:
        held = not_ours(home, [live, staging.database])
        try:
            if not held:
                return _rename(server, home, staging, live)
        except BUSY:
            pass
        if time.monotonic() > deadline:
            raise Refused(
                "busy",
                f"{live} could not be replaced because another program is using "
                f"it{_by_whom(held)}. The previous database is still in use. Close "
                "that connection, or try again later.",
            )
        time.sleep(PAUSE)  # who waited for us gets its turn


def _by_whom(held: list[str]) -> str:
    return f" (by {', '.join(held[:3])})" if held else ""


def _rename(server: Server, home: Session, staging: Staging, live: str) -> Published:
    """ALTER DATABASE first shuts the door to new sessions, then waits for the others
    to leave: so those are ended in the meantime, and none can come back in between."""
    known_marks = marks(home)
    old = old_name(live, staging.job_id) if live in known_marks else ""
    names = [name for name in (live, staging.database) if name in known_marks]
    with _ending(server, names), _timed() as times, home.transaction():
        home.execute(f"SET LOCAL statement_timeout = '{SWITCH}'")
        home.execute(f"SET LOCAL lock_timeout = '{SWITCH}'")
        # Whatever the server is set to, no crash may take back a reported switch.
        home.execute("SET LOCAL synchronous_commit = on")
        if old:
            _rename_one(home, live, old)
            replaced_at = datetime.now(UTC).isoformat()
            was = replace(known_marks[live], live=live, replaced_at=replaced_at)
            mark(home, old, was)
        _rename_one(home, staging.database, live)
    return Published(live, old, times[0])


@contextlib.contextmanager
def _timed() -> Iterator[list[float]]:
    begun, times = time.monotonic(), [0.0]
    yield times
    times[0] = time.monotonic() - begun


def _rename_one(home: Session, name: str, to: str) -> None:
    home.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
            sql.Identifier(name), sql.Identifier(to)
        )
    )


@contextlib.contextmanager
def _ending(server: Server, databases: Sequence[str]) -> Iterator[None]:
    over = threading.Event()
    ready = threading.Event()

    def repeat() -> None:
        with (
            contextlib.suppress(psycopg.Error),
            server.connect(application="tracker-switch") as session,
        ):
            while not over.wait(REPEAT):
                for database in databases:
                    end_sessions(session, database=database)
                ready.set()
        ready.set()

    thread = threading.Thread(target=repeat, name="ending", daemon=True)
    thread.start()
    try:
        ready.wait(5)
        yield
    finally:
        over.set()
        thread.join()


def is_published(server: Server, job_id: UUID) -> str:
    """The name under which this job's database is or was in use, else nothing."""
    with server.connect() as session:
        all_marks = marks(session)
    names = (name for name, what in all_marks.items() if what.job == job_id.hex)
    return next((name for name in names if not name.startswith("stg_")), "")
