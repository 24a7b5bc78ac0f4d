"""What may pass while a plain dump is read: the same for both readings of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date

from files.errors import Refused
from files.sql.inserts import is_insert, read_insert
from files.sql.pieces import Command, Copy, Remark, Statement
from files.sql.reader import Name
from files.sql.refusals import ends_early
from files.sql.tokens import shorten
from restore.sql.allow import decide, read_copy
from restore.sql.decision import Action, Decision
from restore.sql.skipped import RELATIONS
from restore.types import Table

# Encodings in which every byte below 0x80 is what it looks like.
_CODECS = {
    "UTF8": "utf-8",
    "UNICODE": "utf-8",
    "LATIN1": "latin-1",
    "LATIN9": "iso8859-15",
    "WIN1252": "cp1252",
    "SQL_ASCII": "utf-8",
}
LONGEST_DEFINITION = 16 * 1024 * 1024  # bytes; only INSERTs are longer
MOST_THINGS = 100_000
MOST_COLUMNS = 1_000_000  # in all tables
_HEADER = "-- PostgreSQL database dump"
_COMPLETE = "-- PostgreSQL database dump complete"
_CLUSTER = "-- PostgreSQL database cluster dump"
_CLUSTER_COMPLETE = "-- PostgreSQL database cluster dump complete"
_SERVER = re.compile(r"-- Dumped from database version ([0-9][0-9A-Za-z.]*)")
_DUMPER = re.compile(r"-- Dumped by pg_dump version ([0-9][0-9A-Za-z.]*)")
_STARTED = re.compile(r"-- Started on (\d{4}-\d\d-\d\d)\b")
_QUOTED_DATABASE = re.compile(r"dbname='((?:[^'\\]|\\.)*)'")


@dataclass
class Gate:
    """Knows what was read so far, and refuses what does not fit to it."""

    encoding: str = "UTF8"
    tables: dict[str, Table] = field(default_factory=dict)
    passed_over: set[str] = field(default_factory=set)  # views and the like
    things: int = 0  # that were made
    columns: int = 0
    database: str = ""  # where the statements go now, says the dump
    home: str | None = None  # the one database that is restored
    begun: bool = False
    cluster: bool = False
    complete: bool = False
    server_version: str = ""
    dump_version: str = ""
    created: date | None = None

    # -- statements ------------------------------------------------------------

    def statement(self, statement: Statement) -> Decision:
        with _in_line(statement.line):
            self._check_place()
            if is_insert(statement.text):
                return self._insert(statement.text)
            if len(statement.text) > LONGEST_DEFINITION:
                raise Refused("too_large", "A statement of the dump is far too long.")
            decision = self._fit(decide(self._decode(statement.text)))
            self._note(decision)
        return decision

    def copy(self, copy: Copy) -> tuple[Name, list[str]]:
        with _in_line(copy.line):
            self._check_place()
            table, columns = read_copy(self._decode(copy.text))
            self._check_table(table)
        return table, columns

    def is_passed_over(self, table: Name) -> bool:
        return ".".join(table) in self.passed_over

    def _insert(self, text: bytes) -> Decision:
        insert = read_insert(text, self.codec)
        self._check_table(insert.table)
        name = ".".join(insert.table)
        if name in self.passed_over:
            return Decision(Action.SKIP, "rows", name, why="their table is left out")
        return Decision(Action.FIRST, "rows", name, rows=insert.rows)

    def _fit(self, decision: Decision) -> Decision:
        """What belongs to a view that is left out is left out with it."""
        if decision.action is Action.SKIP and decision.what in RELATIONS:
            self.passed_over.add(decision.name)
        runs = decision.action in (Action.FIRST, Action.LATER)
        if runs and decision.name in self.passed_over:
            why = "what it belongs to is left out"
            return replace(decision, action=Action.SKIP, sql="", why=why)
        return decision

    def _note(self, decision: Decision) -> None:
        if decision.encoding:
            self._set_encoding(decision.encoding)
        if decision.action in (Action.FIRST, Action.LATER):
            self._settle()
        if decision.table:
            self.tables[decision.name] = decision.table
            self.columns += len(decision.table.columns)
        if decision.action is Action.FIRST:
            self.things += 1
        things = self.things + len(self.passed_over)
        if things > MOST_THINGS or self.columns > MOST_COLUMNS:
            raise Refused("too_many", "The dump makes far too many tables or types.")
        if decision.what == "drop" and self.tables and self.database == self.home:
            raise Refused(
                "unsafe_statement",
                "The dump drops something after it has made tables; pg_dump does not.",
            )

    # -- what is around them ---------------------------------------------------

    def command(self, command: Command) -> None:
        if command.name in (r"\connect", r"\c"):
            name = _database(command.rest)
            self.database = self.database if name in ("", "-") else name

    def remark(self, remark: Remark) -> None:
        text = remark.text.rstrip()
        if text in (_HEADER, _CLUSTER):
            self.begun = True
            self.cluster = self.cluster or text == _CLUSTER
        elif text == (_CLUSTER_COMPLETE if self.cluster else _COMPLETE):
            self.complete = True
        elif found := _SERVER.match(text):
            self.server_version = self.server_version or found[1]
        elif found := _DUMPER.match(text):
            self.dump_version = self.dump_version or found[1]
        elif found := _STARTED.match(text):
            with suppress(ValueError):
                self.created = self.created or date.fromisoformat(found[1])

    def finish(self) -> None:
        if not self.begun:
            raise _not_a_dump()
        if not self.complete:
            raise ends_early()

    # -- checks ----------------------------------------------------------------

    def _check_place(self) -> None:
        if not self.begun:
            raise _not_a_dump()
        if self.complete:
            raise Refused(
                "data_after_end",
                "The dump goes on after its end: the file holds more than one dump, "
                "or was changed.",
            )

    def _check_table(self, table: Name) -> None:
        self._settle()
        name = ".".join(table)
        if name not in self.tables and name not in self.passed_over:
            raise Refused(
                "no_table",
                f"The dump has rows of {shorten(name)} but does not make that table: "
                "make a complete dump, with the schema.",
            )

    def _settle(self) -> None:
        if self.home is None:
            self.home = self.database
        if self.home != self.database:
            raise Refused(
                "several_databases",
                f"The dump holds several databases, {shorten(self.home) or 'one'} and "
                f"{shorten(self.database)}: dump the wanted one alone with pg_dump.",
            )

    # -- encodings -------------------------------------------------------------

    @property
    def codec(self) -> str:
        return _CODECS[self.encoding]

    @property
    def spoken(self) -> str:
        """The encoding to tell the server.

        From a client that says SQL_ASCII it would take any bytes, even into a
        database that is UTF-8 and must never hold them.
        """
        return "UTF8" if self.encoding == "SQL_ASCII" else self.encoding

    def _set_encoding(self, name: str) -> None:
        wanted = name.upper().replace("UTF-8", "UTF8")
        if wanted not in _CODECS:
            known = "UTF8, LATIN1, LATIN9, WIN1252, SQL_ASCII"
            raise Refused(
                "encoding",
                f"The dump is written in the encoding {shorten(name)}; known are "
                f"{known}: make it again with pg_dump --encoding=UTF8.",
            )
        self.encoding = wanted

    def _decode(self, text: bytes) -> str:
        try:
            return text.decode(self.codec)
        except UnicodeDecodeError:
            raise Refused(
                "encoding", f"The dump says that it is in {self.encoding}, and is not."
            ) from None


@contextmanager
def _in_line(line: int) -> Iterator[None]:
    """Say where it was."""
    try:
        yield
    except Refused as refused:
        sentence = refused.sentence.removesuffix(".")
        raise Refused(refused.code, f"{sentence} (line {line}).") from refused


def _database(rest: str) -> str:
    """The name in \\connect name, or in \\connect -reuse-previous=on "dbname='…'"."""
    found = _QUOTED_DATABASE.search(rest)
    if found:
        return re.sub(r"\\(.)", r"\1", found[1]).replace('""', '"')
    return rest.strip().strip('"').replace('""', '"')


def _not_a_dump() -> Refused:
    return Refused(
        "not_a_backup",
        "The file is not a dump of pg_dump: it does not begin like one.",
    )
