"""Reading an SQLite file that somebody else made.

Opened read-only; of its schema only ordinary tables are looked at, and nothing in it
is run: no views, no virtual tables, no functions of generated columns. What a file
can cost is limited in size, rows and time.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

HEAD = b"SQLite format 3\0"
MOST_BYTES = 2_000_000_000
MOST_ROWS = 2_000_000  # of a table
LONGEST = 1_000_000  # a cell, in bytes
MOST_TABLES = 200
SECONDS = 120
STEPS = 100_000

NEEDED = {
    "customer": ("id", "name"),
    "migration_project": ("id", "name", "customer_id", "type"),
    "migration_phase": ("id", "name", "migration_id"),
    "migration_data": (
        "id", "timestamp", "migration_phase_id", "source_objects", "source_size",
        "target_objects", "target_size",
    ),
}  # fmt: skip

Row = dict[str, Any]


class NotLegacyError(Exception):
    """Why this is no file of the earlier tool, in one sentence."""


class LegacyFile:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.tables: dict[str, list[str]] = {}
        for name in self._names():
            self.tables[name] = self._columns(name)
        self._check()

    def _names(self) -> list[str]:
        found = self._connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
        ).fetchmany(MOST_TABLES + 1)
        if len(found) > MOST_TABLES:
            raise NotLegacyError(f"This file has more than {MOST_TABLES} tables.")
        return [
            name
            for name, sql in found
            if isinstance(name, str)
            and not name.startswith("sqlite_")
            and not str(sql).lstrip().upper().startswith("CREATE VIRTUAL")
        ]

    def _columns(self, table: str) -> list[str]:
        """Ordinary ones: what is generated would have to be worked out."""
        found = self._connection.execute(f"PRAGMA table_xinfo({quoted(table)})")
        return [row[1] for row in found if row[6] == 0]

    def _check(self) -> None:
        for table, columns in NEEDED.items():
            if table not in self.tables:
                raise NotLegacyError(
                    f"This is not a file of the earlier tool: it has no table {table}."
                )
            lacking = [name for name in columns if name not in self.tables[table]]
            if lacking:
                raise NotLegacyError(
                    "This is not a file of the earlier tool: its table "
                    f"{table} has no column {lacking[0]}."
                )

    def rows(self, table: str) -> Iterator[Row]:
        columns = self.tables.get(table)
        if not columns:
            return
        names = ", ".join(map(quoted, columns))
        found = self._connection.execute(f"SELECT {names} FROM {quoted(table)}")  # noqa: S608
        for count, values in enumerate(found, 1):
            if count > MOST_ROWS:
                raise NotLegacyError(
                    f"The table {table} has more than {MOST_ROWS:,} rows."
                )
            yield dict(zip(columns, values, strict=True))

    def count(self, table: str) -> int:
        return sum(1 for _ in self.rows(table))


@contextmanager
def legacy_file(path: Path) -> Iterator[LegacyFile]:
    _check_outside(path)
    # Immutable: SQLite locks nothing and looks for no journal beside the file.
    uri = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True)
    try:
        _harden(connection)
        yield LegacyFile(connection)
    except (sqlite3.Error, UnicodeError) as error:
        raise NotLegacyError(f"SQLite can not read this file: {error}.") from error
    finally:
        connection.close()


def _check_outside(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(len(HEAD))
        size = path.stat().st_size
    except OSError as error:
        raise NotLegacyError(f"{path} can not be read: {error.strerror}.") from error
    if head != HEAD:
        raise NotLegacyError(f"{path.name} is not an SQLite file.")
    if size > MOST_BYTES:
        raise NotLegacyError(f"{path.name} is larger than {MOST_BYTES // 10**9} GB.")
    for end in ("-wal", "-journal"):
        beside = path.with_name(f"{path.name}{end}")
        if beside.exists() and beside.stat().st_size:
            raise NotLegacyError(
                f"{beside.name} lies beside the file, so the earlier tool has not "
                "finished writing: stop it, or open and close the file with sqlite3."
            )


def _harden(connection: sqlite3.Connection) -> None:
    connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    for statement in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
        connection.execute(f"PRAGMA {statement}")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, LONGEST)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 0)
    until = time.monotonic() + SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > until, STEPS)
    connection.set_authorizer(_allowed)


def _allowed(action: int, first: Any, second: Any, *more: Any) -> int:
    """Reading tables, and asking for their columns; no functions, no other pragmas."""
    if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo":
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
