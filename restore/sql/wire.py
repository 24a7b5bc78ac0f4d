"""One connection, on which every wait is watched.

psycopg waits for the server as long as it takes. Here `tick` is called every second
while waiting, so that a cancelled job ends at once. Statements go by the extended
protocol, which takes exactly one statement.
"""

import re
import select
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Self

import psycopg
from psycopg import pq
from psycopg.abc import Buffer

from files.errors import COPY_AGAIN, Refused
from files.sql.tokens import shorten
from files.types import Tick
from restore.errors import NO_MEMORY, too_much_memory, wrong_encoding
from restore.sql.refusals import AS_CUSTOM

_BUSY = 1.0  # seconds between two ticks while the server is silent
_GONE = ("08", "57P")  # classes of SQLSTATE: connection lost, server going down
_NO_TEXT = ("22021", "22P05")  # bytes not in this encoding, or not in UTF-8
_MISSING = ("42704", "42P01")  # no such type, collation or operator class; no table
_CONSTRAINT = "23"  # class of SQLSTATE: a constraint is violated


class StatementFailed(Refused):
    """PostgreSQL refused a statement of the dump, or its rows."""

    def __init__(self, sentence: str, state: str) -> None:
        super().__init__("load_failed", sentence)
        self.is_violation = state.startswith(_CONSTRAINT)


class Beat:
    """The latest progress, reported again while waiting."""

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
        """After a failure, the server stops working on it."""
        if error is not None:
            with suppress(psycopg.Error):
                self.connection.cancel_safe(timeout=1)
        self.connection.close()

    def run(self, statement: bytes, line: int = 0) -> int:
        """Run one statement; return how many rows the server counted."""
        try:
            self.pgconn.send_query_params(statement, None)
            self._flush()
            results = self._results()
        except psycopg.OperationalError as error:
            raise _gone() from error
        return _rows(_last(results, line))

    def run_all(self, statements: Sequence[bytes], lines: Sequence[int]) -> list[int]:
        """Run many in one message; each must have been checked to be one statement."""
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
        """Run COPY … FROM STDIN; return how many rows the server counted."""
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
        results = []
        while (result := self._next()) is not None:
            results.append(result)
            if result.status == pq.ExecStatus.COPY_IN:  # not expected here
                self.pgconn.put_copy_end(b"unexpected")
        return results

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
        "The database server closed the connection while the backup was being loaded. "
        "Try again when the server is available.",
    )


def _complaint(result: pq.abc.PGresult | None, line: int) -> Refused:
    """The server's complaint, without control characters."""
    if result is None:
        return _gone()
    state = _field(result, pq.DiagnosticField.SQLSTATE)
    if state.startswith(_GONE):
        return _gone()
    if state == "53100":
        return Refused(
            "disk_full",
            "The disk of the database server is full. Free some space, or use another "
            "server.",
        )
    if state == "57014":
        return Refused(
            "interrupted", "Loading was interrupted on the database server. Try again."
        )
    message = shorten(_field(result, pq.DiagnosticField.MESSAGE_PRIMARY), 300)
    if NO_MEMORY.search(message):
        return too_much_memory()
    if state in _NO_TEXT:
        return wrong_encoding(message)
    if line:
        where = f"line {line} of the backup"
        remedy = AS_CUSTOM if _is_missing(state, message) else COPY_AGAIN
    else:
        where, remedy = "a setting", "Check the version of the database server."
    sentence = f"PostgreSQL refused {where} ({message.rstrip('.')}). {remedy}"
    return StatementFailed(sentence, state)


def _is_missing(state: str, message: str) -> bool:
    """Does the statement need something of the backup that is skipped?"""
    named = re.search(r'"[^" ]+\.[^"]+"', message) is not None
    return state in _MISSING and named and "text search" not in message


def _field(result: pq.abc.PGresult, field: pq.DiagnosticField) -> str:
    return (result.error_field(field) or b"").decode("utf-8", "replace")
