"""A catalogue's schema, read from a compact description.

table ds3.blob                       since=2016: only in catalogues that new
length bigint                        a column that is NOT NULL
checksum varchar?                    one that may be NULL
object_id uuid -> ds3.s3_object      a foreign key
unique byte_offset, object_id
index object_id
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

ENTRY = re.compile(
    r"(?P<name>\w+) (?P<type>[\w.\" ]+?)(?P<null>\?)?"
    r"(?: -> (?P<target>[\w.\"]+))?(?: since=(?P<since>\d+))?(?: until=(?P<until>\d+))?"
)


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    null: bool
    target: str  # the table that it refers to, or ""


@dataclass
class Table:
    name: str  # with its schema
    columns: list[Column] = field(default_factory=list)
    unique: list[str] = field(default_factory=list)
    indexes: list[str] = field(default_factory=list)

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]

    def create(self) -> str:
        columns = ", ".join(
            f"{column.name} {column.type}{'' if column.null else ' NOT NULL'}"
            for column in self.columns
        )
        return f"CREATE TABLE {self.name} ({columns})"

    def finish(self) -> list[str]:
        """Keys and indexes, which are quicker to build when the rows are there."""
        alter = f"ALTER TABLE {self.name} ADD"
        return [
            f"{alter} PRIMARY KEY ({self.columns[0].name})",
            *(f"{alter} UNIQUE ({columns})" for columns in self.unique),
            *(f"CREATE INDEX ON {self.name} ({columns})" for columns in self.indexes),
        ]

    def references(self) -> list[str]:
        return [
            f"ALTER TABLE {self.name} ADD FOREIGN KEY ({column.name}) "
            f"REFERENCES {column.target} ON UPDATE CASCADE ON DELETE CASCADE"
            for column in self.columns
            if column.target
        ]


@dataclass(frozen=True)
class Schema:
    database: str
    schemas: Sequence[str]
    enums: Mapping[str, Sequence[str]]
    tables: Mapping[str, Table]
    views: Sequence[str]

    def begin(self) -> list[str]:
        return [
            *(f"CREATE SCHEMA {name}" for name in self.schemas),
            *(
                f"CREATE TYPE {name} AS ENUM ({_labels(labels)})"
                for name, labels in self.enums.items()
            ),
            *(table.create() for table in self.tables.values()),
        ]

    def finish(self) -> list[str]:
        tables = self.tables.values()
        return [
            *(statement for table in tables for statement in table.finish()),
            *(statement for table in tables for statement in table.references()),
            *self.views,
        ]


def _labels(labels: Sequence[str]) -> str:
    return ", ".join(f"'{label}'" for label in labels)


def read(text: str, year: int) -> dict[str, Table]:
    """The tables and columns of that text which a catalogue of this year has."""
    tables: dict[str, Table] = {}
    for block in text.strip().split("\n\n"):
        head, *lines = block.splitlines()
        _, name, *ages = head.split()
        if any(year < int(age.removeprefix("since=")) for age in ages):
            continue
        tables[name] = _table(name, lines, year)
    return tables


def _table(name: str, lines: Sequence[str], year: int) -> Table:
    table = Table(name)
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "unique":
            table.unique.append(rest)
        elif word == "index":
            table.indexes.append(rest)
        elif column := _column(line, year):
            table.columns.append(column)
    known = set(table.column_names)
    table.indexes = [names for names in table.indexes if set(_split(names)) <= known]
    return table


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",")]


def _column(line: str, year: int) -> Column | None:
    found = ENTRY.fullmatch(line)
    if not found:
        raise ValueError(f"not a column: {line}")
    if year < int(found["since"] or 0) or year > int(found["until"] or 9999):
        return None
    return Column(
        found["name"], found["type"], bool(found["null"]), found["target"] or ""
    )
