"""One connection, on which every wait is watched.

psycopg waits for the server as long as it takes; here `tick` is asked each
second meanwhile, so that a cancelled job ends at once, whatever the server does.
Statements go by the extended protocol, which takes one statement and no more.
"""

import select
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Self

import psycopg
from psycopg import pq
from psycopg.abc import Buffer

from files.errors import Refused
from files.sql.tokens import shorten
from files.types import Tick
from restore.errors import wrong_encoding

_BUSY = 1.0  # seconds between two ticks while the server is silent
_GONE = ("08", "57P")  # classes of SQLSTATE: connection lost, server going down
_NO_TEXT = ("22021", "22P05")  # not in this encoding, not to be said in UTF-8


class Beat:
    """The last that was said of progress, to be said again while waiting."""

    def __init__(self, tick: Tick) -> None:
        self.tick = tick
        self.done = 0

    def __call__(self, done: int) -> None:
        self.done = done
        self.tick(done)

    def again(self) -> None:
        self.tick(self.done)


class Wire:
    def __init__(self, connection: psycopg.Connection, beat: Beat) -> None:
        self.connection = connection
        self.pgconn = connection.pgconn
        self.pgconn.nonblocking = 1
        self.beat = beat
        self.poll = select.poll()
        self.poll.register(self.pgconn.socket, select.POLLIN)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """After a failure nothing of it goes on in the server."""
        if error is not None:
            with suppress(psycopg.Error):
                self.connection.cancel_safe(timeout=1)
        self.connection.close()

    def run(self, statement: bytes, line: int = 0) -> int:
        """Run one statement; how many rows it says that it changed."""
        try:
            self.pgconn.send_query_params(statement, None)
            self._flush()
            results = self._results()
        except psycopg.OperationalError as error:
            raise _gone() from error
        return _rows(_last(results, line))

    def run_all(self, statements: Sequence[bytes], lines: Sequence[int]) -> list[int]:
        """Run many at once, in one message: only what can hold nothing else."""
        try:
            self.pgconn.send_query(b"\n".join(statements))
            self._flush()
            results = self._results()
        except psycopg.OperationalError as error:
            raise _gone() from error
        counted = [
            _rows(_last([result], line))
            for result, line in zip(results, lines, strict=False)
        ]
        if len(results) != len(statements):
            raise _gone()
        return counted

    def copy(self, statement: bytes, blocks: Iterable[Buffer], line: int) -> int:
        """Run COPY … FROM STDIN; how many rows the server counted."""
        try:
            self.pgconn.send_query_params(statement, None)
            self._flush()
            self._await_copy(line)
            for block in blocks:
                self._put(block)
            while not self.pgconn.put_copy_end():
                self._wait(writing=True)
            self._flush()
            results = self._results()
        except psycopg.OperationalError as error:
            raise _gone() from error
        return _rows(_last(results, line))

    def _await_copy(self, line: int) -> None:
        result = self._next()
        if result is None or result.status != pq.ExecStatus.COPY_IN:
            raise _complaint(result, line)

    def _put(self, block: Buffer) -> None:
        while not self.pgconn.put_copy_data(block):
            self._wait(writing=True)
        self._flush()

    def _flush(self) -> None:
        while self.pgconn.flush():
            self._wait(writing=True)

    def _results(self) -> list[pq.abc.PGresult]:
        found = []
        while (result := self._next()) is not None:
            found.append(result)
            if result.status == pq.ExecStatus.COPY_IN:  # nobody asked for that
                self.pgconn.put_copy_end(b"unexpected")
        return found

    def _next(self) -> pq.abc.PGresult | None:
        while self.pgconn.is_busy():
            self._wait(writing=False)
        return self.pgconn.get_result()

    def _wait(self, *, writing: bool) -> None:
        socket = self.pgconn.socket
        self.poll.modify(socket, select.POLLIN | (select.POLLOUT if writing else 0))
        ready = self.poll.poll(_BUSY * 1000)
        self.poll.modify(socket, select.POLLIN)
        if not ready:
            self.beat.again()
        elif ready[0][1] & ~select.POLLOUT:
            self.pgconn.consume_input()


def _last(results: list[pq.abc.PGresult], line: int) -> pq.abc.PGresult:
    for result in results:
        if result.status not in (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK):
            raise _complaint(result, line)
    if not results:
        raise _gone()
    return results[-1]


def _rows(result: pq.abc.PGresult) -> int:
    return result.command_tuples or 0


def _gone() -> Refused:
    return Refused(
        "server_gone",
        "The landing server ended the connection while the backup was being loaded.",
    )


def _complaint(result: pq.abc.PGresult | None, line: int) -> Refused:
    """What the server did not like, in one sentence that shows no control signs."""
    if result is None:
        return _gone()
    state = _field(result, pq.DiagnosticField.SQLSTATE)
    if state.startswith(_GONE):
        return _gone()
    if state == "53100":
        return Refused(
            "disk_full",
            "The landing server has no room left on its disk: free some, or use "
            "another.",
        )
    if state == "57014":
        return Refused("interrupted", "Loading was interrupted on the landing server.")
    said = shorten(_field(result, pq.DiagnosticField.MESSAGE_PRIMARY), 300)
    if state in _NO_TEXT:
        return wrong_encoding(said)
    where = f"line {line} of the backup" if line else "a setting"
    return Refused("load_failed", f"PostgreSQL refused {where}: {said.rstrip('.')}.")


def _field(result: pq.abc.PGresult, field: pq.DiagnosticField) -> str:
    return (result.error_field(field) or b"").decode("utf-8", "replace")
