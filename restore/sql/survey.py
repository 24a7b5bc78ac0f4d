"""Read a whole plain dump without a database, and check that it is safe."""

from collections import Counter
from dataclasses import dataclass

from files.sql.pieces import Command, Copy, Readable, Remark, Statement
from files.sql.split import split
from files.sql.tokens import shorten
from files.types import Tick
from restore.sql.decision import Action, Decision
from restore.sql.gate import Gate
from restore.sql.reasons import COMMANDS, ITS_TABLE
from restore.types import Contents, LeftOut, Note

MOST_NAMES = 20
_NAMELESS = frozenset({"grant", "comment", "drop", "change of role", "transaction"})


@dataclass(frozen=True)
class SqlContents:
    contents: Contents
    schemas: tuple[str, ...]  # to be created before the dump is loaded
    rows: dict[str, int]  # of each table, by its full name
    statements: int
    first: int  # of them, run among the data
    later: int  # of them, run when the data is loaded
    size: int  # bytes read


def survey(stream: Readable, *, tick: Tick) -> SqlContents:
    """All that condemns a dump is found here, before any of it runs."""
    return _Survey(stream, tick).contents()


class _Survey:
    def __init__(self, stream: Readable, tick: Tick) -> None:
        self.stream = stream
        self.tick = tick
        self.gate = Gate()
        self.skipped: dict[tuple[str, str], list[str]] = {}
        self.skipped_count: Counter[tuple[str, str]] = Counter()
        self.schemas: dict[str, None] = {}
        self.enums: list[str] = []
        self.rows: Counter[str] = Counter()
        self.actions: Counter[Action] = Counter()
        self.size = 0

    def contents(self) -> SqlContents:
        for piece in split(self.stream, self._progress):
            match piece:
                case Statement():
                    self._add(self.gate.statement(piece))
                case Copy():
                    self._add_copy(piece)
                case Command():
                    self.gate.command(piece)
                    self._skip("psql command", piece.name, COMMANDS)
                case Remark():
                    self.gate.remark(piece)
        self.gate.finish()
        return self._result()

    def _progress(self, done: int) -> None:
        self.size = done
        self.tick(done)

    def _add(self, decision: Decision) -> None:
        self.actions[decision.action] += 1
        if decision.action is Action.SKIP:
            self._skip(decision.what, decision.name, decision.why)
        elif decision.what == "enum":
            self.enums.append(decision.name)
        elif decision.what == "rows":
            self.rows[decision.name] += decision.rows
        for part in decision.dropped:
            self._skip(part.what, f"{decision.name}.{part.name}", part.why)
        if decision.schema:
            self.schemas[decision.schema] = None
        if decision.table:
            self.rows[decision.name] += 0

    def _add_copy(self, copy: Copy) -> None:
        table, _ = self.gate.copy(copy)
        for _block in copy.blocks:
            pass
        name = ".".join(table)
        if self.gate.is_passed_over(table):
            self._skip("rows", name, ITS_TABLE)
        else:
            self.actions[Action.FIRST] += 1
            self.rows[name] += copy.rows

    def _skip(self, what: str, name: str, why: str) -> None:
        names = self.skipped.setdefault((what, why), [])
        name = "" if what in _NAMELESS else shorten(name)
        if name and name not in names and len(names) < MOST_NAMES:
            names.append(name)
        self.skipped_count[what, why] += 1

    def _result(self) -> SqlContents:
        return SqlContents(
            contents=self._summary(),
            schemas=tuple(self.schemas),
            rows=dict(self.rows),
            statements=self.actions.total(),
            first=self.actions[Action.FIRST],
            later=self.actions[Action.LATER],
            size=self.size,
        )

    def _summary(self) -> Contents:
        gate = self.gate
        return Contents(
            server_version=gate.server_version,
            dump_version=gate.dump_version,
            database=shorten(gate.home or ""),
            encoding=gate.encoding,
            created=gate.created,
            tables=tuple(gate.tables.values()),
            enums=tuple(self.enums),
            left_out=tuple(
                LeftOut(what, tuple(names), self.skipped_count[what, why], why)
                for (what, why), names in self.skipped.items()
            ),
            notes=(Note("plain", "A plain dump contains no checksum."),),
        )
