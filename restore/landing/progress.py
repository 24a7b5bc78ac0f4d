"""How far a load is, watched from beside it; and its stop."""

import contextlib
import re
import threading
from types import TracebackType
from typing import Self

import psycopg

from files.errors import Refused
from files.types import Tick
from restore.errors import too_slow
from restore.tools import Tools

from .copied import Copied
from .remains import end_sessions
from .server import Session
from .staging import Staging

INTERVAL = 1.0
WATCHING = "tracker-watch"
SIZE_EVERY = 2  # rounds
# Not from the line's beginning: parallel processes write their prefixes between.
FINISHED = re.compile(r"finished item (\d+) ")
COPIES = """
    SELECT nspname::text, relname::text, bytes_processed
    FROM pg_stat_progress_copy AS copy
    JOIN pg_class ON pg_class.oid = relid
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE datname = current_database() AND bytes_processed IS NOT NULL
"""

TAKEN = """
    SELECT pg_database_size(%s), coalesce(max(
        extract(epoch FROM clock_timestamp() - query_start)::float
    ) FILTER (WHERE state = 'active'), 0)
    FROM pg_stat_activity WHERE usename = %s
"""


class LoadWatch:
    """A thread that ticks each second; when tick raises, it ends the load's sessions.

    pg_restore gives up when a session is ended, so the load stops although
    its process is not known here.
    """

    def __init__(
        self,
        staging: Staging,
        tick: Tick,
        *,
        copied: Copied | None = None,
        limit: int | None = None,
        patience: float | None = None,
    ) -> None:
        self.staging = staging
        self.tick = tick
        self.limit = limit
        self.patience = patience
        self.copied = copied
        self.finished = 0
        self.problem: BaseException | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watch", daemon=True)

    def line(self, line: str) -> None:
        """Called with each line of pg_restore's; raises once the load is stopped."""
        if match := FINISHED.search(line):
            self.finished += 1
            if self.copied:
                self.copied.finish(int(match[1]))
        if self.problem:
            raise self.problem

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        if self.problem or error:
            self._end_sessions()
        if self.problem and self.problem is not error:
            raise self.problem from error
        if not error:
            self.tick(self._done)

    @property
    def _done(self) -> int:
        return self.copied.done if self.copied else self.finished

    def _end_sessions(self) -> None:
        """The sessions of a killed process notice only when they next read."""
        with (
            contextlib.suppress(psycopg.Error),
            self.staging.server.connect(application=WATCHING) as session,
        ):
            end_sessions(session, role=self.staging.role)

    def _session(self) -> Session:
        return self.staging.server.connect(
            database=self.staging.database, application=WATCHING
        )

    def _watch(self) -> None:
        rounds = 0
        session: Session | None = None
        while not self._over.wait(INTERVAL if rounds else 0.05):
            rounds += 1
            try:
                session = session or self._session()
                self._look(session, rounds)
            except psycopg.Error:  # the server may be gone; pg_restore will say so
                _close(session)
                session = None
            try:
                self.tick(self._done)
            except BaseException as error:  # handed over to whoever waits for the load
                self.problem = self.problem or error
            if self.problem:
                self._end_sessions()
        _close(session)

    def _look(self, session: Session, rounds: int) -> None:
        if self.copied:
            self.copied.see(session.execute(COPIES).fetchall())
        if rounds % SIZE_EVERY == 0:
            self.problem = self._excess(session)

    def _excess(self, session: Session) -> Refused | None:
        """What the load takes too much of."""
        size, seconds = session.execute(
            TAKEN, [self.staging.database, self.staging.role]
        ).fetchone() or (0, 0)
        if self.limit and size > self.limit:
            return Refused(
                "too_big",
                "This backup takes more disk space than is free, or far more than its "
                "size allows for. Free some space, or check that this is an "
                "appliance's own backup.",
            )
        if self.patience and seconds > self.patience:
            return too_slow()
        return None


def watched(staging: Staging, tools: Tools) -> LoadWatch:
    """For a load that reports its progress itself."""
    return LoadWatch(staging, unreported, limit=tools.limit, patience=tools.patience)


def unreported(_: int) -> None:
    pass


def _close(session: Session | None) -> None:
    if session:
        with contextlib.suppress(psycopg.Error):
            session.close()
