"""Load a plain dump, statement by statement, as a role that may do little else.

One transaction creates the tables and fills them. So a server with wal_level=minimal
writes no WAL for the rows, and a failure leaves nothing behind.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Event

import psycopg

from files.errors import COPY_AGAIN, Refused
from files.sql.pieces import Command, Copy, Readable, Remark, Statement
from files.sql.reader import Name
from files.sql.split import split
from files.sql.tokens import quote_name, shorten
from files.types import Tick
from restore.sql.decision import Action, Decision
from restore.sql.gate import Gate
from restore.sql.indexing import run_side_by_side, stop_when
from restore.sql.later import Kept, Later
from restore.sql.wire import Beat, Wire

Connect = Callable[[], "psycopg.Connection[tuple[object, ...]]"]
Log = Callable[[str], None]

BATCH = 64 * 1024  # bytes of INSERTs in one message

# The settings of a dump are ignored; these are the ones that loading needs.
_SETTINGS = (
    "SET search_path = ''",
    "SET standard_conforming_strings = on",
    "SET backslash_quote = safe_encoding",
    "SET datestyle = 'ISO, MDY'",
    "SET intervalstyle = postgres",
    "SET xmloption = content",
    "SET client_min_messages = error",
    "SET statement_timeout = 0",  # the deadlines are the worker's
    "SET lock_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
    "SET transaction_timeout = 0",
    "SET default_tablespace = ''",
    "SET default_table_access_method = heap",
    "SET row_security = on",
    "SET client_connection_check_interval = '1s'",
)


@dataclass(frozen=True)
class Loaded:
    rows: dict[str, int]  # as the server counted them
    later: Later  # for build_indexes()


def load_dump(stream: Readable, connect: Connect, *, tick: Tick, log: Log) -> Loaded:
    """Create the tables and fill them. The schemas must already exist.

    `tick` is told the bytes read so far, also every second while the server is busy.
    When it raises, the connection is closed and nothing remains.
    """
    beat = Beat(tick)
    with Wire(connect(), beat) as wire:
        _prepare(wire)
        loader = _Loader(wire, log)
        try:
            wire.run(b"BEGIN")
            loader.run(stream, beat)
            wire.run(b"COMMIT")
        except BaseException:
            loader.later.close()
            raise
    return Loaded(dict(loader.rows), loader.later)


def make_tables(statements: Sequence[str], connect: Connect, *, tick: Tick) -> None:
    """Types and tables, by checked statements; `tick` is told 0 while they are made."""
    with Wire(connect(), Beat(tick)) as wire:
        _prepare(wire)
        for statement in statements:
            wire.run(statement.encode())


def build_indexes(
    later: Later, connect: Connect, *, tick: Tick, log: Log, connections: int = 1
) -> None:
    """Add keys, indexes and checks. `tick` is told how many are done."""
    stop = Event()
    with ExitStack() as stack:
        wires = [
            stack.enter_context(Wire(connect(), Beat(stop_when(stop))))
            for _ in range(max(1, min(connections, len(later))))
        ]
        for wire in wires:
            _prepare(wire)
        run_side_by_side(later, wires, stop=stop, tick=tick, log=log)


def _prepare(wire: Wire) -> None:
    wire.run(b"SET client_encoding = 'UTF8'")
    for setting in _SETTINGS:
        wire.run(setting.encode())


@dataclass
class _Waiting:
    """INSERTs that have not been sent yet."""

    encoding: str
    texts: list[bytes] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    expected: list[Decision] = field(default_factory=list)
    size: int = 0

    def add(self, piece: Statement, decision: Decision) -> None:
        self.texts.append(piece.text)
        self.lines.append(piece.line)
        self.expected.append(decision)
        self.size += len(piece.text)


class _Loader:
    def __init__(self, wire: Wire, log: Log) -> None:
        self.wire = wire
        self.log = log
        self.gate = Gate()
        self.later = Later()
        self.rows: Counter[str] = Counter()
        self.encoding = "UTF8"  # as the server was told
        self.waiting = _Waiting("UTF8")

    def run(self, stream: Readable, beat: Beat) -> None:
        for piece in split(stream, beat):
            match piece:
                case Statement():
                    self._statement(piece)
                case Copy():
                    self._copy(piece)
                case Command():
                    self.gate.command(piece)
                case Remark():
                    self.gate.remark(piece)
        self._send_waiting()
        self.gate.finish()

    def _statement(self, piece: Statement) -> None:
        decision = self.gate.statement(piece)
        if decision.what == "rows" and decision.action is Action.FIRST:
            self._insert(piece, decision)
        elif decision.action is Action.FIRST and decision.sql:
            # A rewritten statement is always UTF-8.
            self._speak("UTF8")
            self.wire.run(decision.sql.encode(), piece.line)
        elif decision.action is Action.LATER:
            kept = Kept(
                decision.what, decision.name, decision.sql, piece.line, decision.refers
            )
            self.later.add(kept)
        if decision.table:
            self.rows[decision.name] += 0

    def _insert(self, piece: Statement, decision: Decision) -> None:
        """INSERTs go to the server by the hundred, as single messages take longer."""
        if self.waiting.encoding != self.gate.spoken:
            self._send_waiting()
            self.waiting.encoding = self.gate.spoken
        self.waiting.add(piece, decision)
        if self.waiting.size > BATCH:
            self._send_waiting()

    def _send_waiting(self) -> None:
        waiting, self.waiting = self.waiting, _Waiting(self.waiting.encoding)
        if not waiting.texts:
            return
        self._tell_encoding(waiting.encoding)
        counted = self.wire.run_all(waiting.texts, waiting.lines)
        for done, expected, line in zip(
            counted, waiting.expected, waiting.lines, strict=True
        ):
            self._count(expected.name, done, expected.rows, line)

    def _count(self, table: str, done: int, expected: int, line: int) -> None:
        if done != expected:
            raise Refused(
                "miscounted",
                f"PostgreSQL stored {done:,} rows in {shorten(table)}, but the dump "
                f"has {expected:,} (line {line}). {COPY_AGAIN}",
            )
        self.rows[table] += done

    def _copy(self, piece: Copy) -> None:
        table, columns = self.gate.copy(piece)
        if self.gate.is_passed_over(table):
            return
        self._speak(self.gate.spoken)
        command = _copy_sql(table, columns).encode(self.gate.codec)
        done = self.wire.copy(command, piece.blocks, piece.line)
        name = ".".join(table)
        self._count(name, done, piece.rows, piece.line)
        self.log(f"{shorten(name)}: {done:,} rows")

    def _speak(self, encoding: str) -> None:
        """Rows are sent unchanged, in the encoding of the dump."""
        self._send_waiting()
        self._tell_encoding(encoding)

    def _tell_encoding(self, encoding: str) -> None:
        if encoding != self.encoding:
            self.wire.run(f"SET client_encoding = '{encoding}'".encode())
            self.encoding = encoding


def _copy_sql(table: Name, columns: list[str]) -> str:
    target = ".".join(map(quote_name, table))
    listed = f" ({', '.join(map(quote_name, columns))})" if columns else ""
    return f"COPY {target}{listed} FROM STDIN"
