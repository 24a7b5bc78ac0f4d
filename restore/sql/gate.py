"""The checks while a plain dump is read, the same for both readings of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date

from files.errors import Refused
from files.sql.inserts import is_insert, read_insert
from files.sql.pieces import Command, Copy, Remark, Statement
from files.sql.reader import Name
from files.sql.refusals import UNCHANGED, ends_early
from files.sql.tokens import shorten
from restore.sql.allow import decide, read_copy
from restore.sql.decision import Action, Decision
from restore.sql.encodings import codec
from restore.sql.reasons import ITS_RELATION, ITS_TABLE
from restore.sql.refusals import AS_UTF8, NOTHING_LOADED, RIGHT_FILE
from restore.sql.skipped import RELATIONS
from restore.types import Table

LONGEST_DEFINITION = 16 * 1024 * 1024  # bytes; only INSERTs are longer
MOST_THINGS = 100_000
MOST_COLUMNS = 1_000_000  # of all tables together
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
    """Remembers what has been read, and refuses statements that do not fit."""

    encoding: str = "UTF8"
    tables: dict[str, Table] = field(default_factory=dict)
    passed_over: set[str] = field(default_factory=set)  # views and foreign tables
    things: int = 0  # tables, types and the like, created
    columns: int = 0
    database: str = ""  # where the dump sends its statements now
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
                raise Refused(
                    "too_large",
                    f"A statement in this dump is far too long. {UNCHANGED}",
                )
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
            return Decision(Action.SKIP, "rows", name, why=ITS_TABLE)
        return Decision(Action.FIRST, "rows", name, rows=insert.rows)

    def _fit(self, decision: Decision) -> Decision:
        """A statement about a skipped view is skipped with it."""
        if decision.action is Action.SKIP and decision.what in RELATIONS:
            self.passed_over.add(decision.name)
        runs = decision.action in (Action.FIRST, Action.LATER)
        if runs and decision.name in self.passed_over:
            return replace(decision, action=Action.SKIP, sql="", why=ITS_RELATION)
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
            raise Refused(
                "too_many",
                f"This dump creates far too many tables or types. {RIGHT_FILE}",
            )
        if decision.what == "drop" and self.tables and self.database == self.home:
            raise Refused(
                "unsafe_statement",
                "This dump drops something after creating tables, which pg_dump never "
                f"does. {NOTHING_LOADED}",
            )

    # -- commands and comments -------------------------------------------------

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
        elif header := _SERVER.match(text):
            self.server_version = self.server_version or header[1]
        elif header := _DUMPER.match(text):
            self.dump_version = self.dump_version or header[1]
        elif header := _STARTED.match(text):
            with suppress(ValueError):
                self.created = self.created or date.fromisoformat(header[1])

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
                "This file continues after the end of the dump, so it contains more "
                f"than one dump or was changed. {UNCHANGED}",
            )

    def _check_table(self, table: Name) -> None:
        self._settle()
        name = ".".join(table)
        if name not in self.tables and name not in self.passed_over:
            raise Refused(
                "no_table",
                f"This dump has rows of {shorten(name)} but does not create that "
                "table. Make a complete dump, with the schema.",
            )

    def _settle(self) -> None:
        if self.home is None:
            self.home = self.database
        if self.home != self.database:
            raise Refused(
                "several_databases",
                "This dump contains several databases, "
                f"{shorten(self.home) or 'one'} and {shorten(self.database)}. Dump "
                "only the right one with pg_dump.",
            )

    # -- encodings -------------------------------------------------------------

    @property
    def codec(self) -> str:
        return codec(self.encoding)

    @property
    def spoken(self) -> str:
        """The encoding that the server is told.

        From a client with SQL_ASCII the server takes any bytes, even into a UTF-8
        database, which must never hold them.
        """
        return "UTF8" if self.encoding == "SQL_ASCII" else self.encoding

    def _set_encoding(self, name: str) -> None:
        encoding = name.upper().replace("UTF-8", "UTF8")
        codec(encoding)
        self.encoding = encoding

    def _decode(self, text: bytes) -> str:
        try:
            return text.decode(self.codec)
        except UnicodeDecodeError:
            raise Refused(
                "encoding",
                f"This dump states the encoding {self.encoding}, but its text is not "
                f"in it. {AS_UTF8}",
            ) from None


@contextmanager
def _in_line(line: int) -> Iterator[None]:
    """Add the line to a refusal."""
    try:
        yield
    except Refused as refused:
        sentence = f"{refused.sentence} See line {line}."
        raise Refused(refused.code, sentence) from refused


def _database(rest: str) -> str:
    """The name in \\connect name, or in \\connect -reuse-previous=on "dbname='…'"."""
    quoted = _QUOTED_DATABASE.search(rest)
    if quoted:
        return re.sub(r"\\(.)", r"\1", quoted[1]).replace('""', '"')
    return rest.strip().strip('"').replace('""', '"')


def _not_a_dump() -> Refused:
    return Refused(
        "not_a_backup",
        "This file does not begin like a dump of pg_dump. Choose another file.",
    )
