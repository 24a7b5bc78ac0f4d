"""Rows of the tables that stay small, with something in every column."""

from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from . import copytext
from .ids import Ids
from .schema import Column, Schema, Table

Row = Mapping[str, Any]
FILLED = 3  # rows of a table that nobody needs


class SmallTables:
    """What is not said of a row is made up: plausible, and the same for a seed."""

    def __init__(self, schema: Schema, *, seed: int, timestamp: str) -> None:
        self.schema = schema
        self.random = Random(f"{seed}:small")
        self.timestamp = timestamp
        self.seed = seed
        self.texts: dict[str, str] = {}
        self.counts: dict[str, int] = {}
        self.ids: dict[str, list[str]] = {}

    def new_ids(self, table: str, count: int) -> list[str]:
        self.ids[table] = Ids(f"{self.seed}:{table}", count).texts(0, count)
        return self.ids[table]

    def add(self, name: str, rows: Iterable[Row]) -> None:
        """The rows of this table, if this age of catalogue has it."""
        if (table := self.schema.tables.get(name)) is None:
            return
        lines = [self._line(table, row, index) for index, row in enumerate(rows)]
        self.texts[name] = "".join(lines)
        self.counts[name] = len(lines)

    def fill(self, name: str) -> None:
        table = self.schema.tables[name]
        ids: list[Any] = list(range(1, FILLED + 1))
        if table.columns[0].type == "uuid":
            ids = self.new_ids(name, FILLED)
        elif table.columns[0].type == "varchar":
            ids = [f"2026010{number}" for number in ids]
        self.add(name, [{table.columns[0].name: each} for each in ids])

    def _line(self, table: Table, row: Row, index: int) -> str:
        return copytext.line(
            row[column.name] if column.name in row else self._any(column, index)
            for column in table.columns
        )

    def _any(self, column: Column, index: int) -> Any:
        if column.target:
            known = self.ids.get(column.target, [])
            return None if column.null or not known else self.random.choice(known)
        if column.null:
            return None
        if labels := self.schema.enums.get(column.type):
            return min(labels)
        return self._made_up(column, index)

    def _made_up(self, column: Column, index: int) -> Any:
        if column.type == "boolean":
            return False
        if column.type in ("bigint", "integer"):
            return index
        if column.type.startswith("timestamp"):
            return self.timestamp
        if column.type == "uuid":
            return Ids(f"{self.seed}:{column.name}:{index}", 1).texts(0, 1)[0]
        return f"{column.name} {index + 1}"
