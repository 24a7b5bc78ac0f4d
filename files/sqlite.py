"""Reading an SQLite file that a stranger made.

It is opened read-only; of its schema only ordinary tables are read, and nothing in it
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

from files.errors import COPY_AGAIN, Refused

HEAD = b"SQLite format 3\0"
MOST_BYTES = 2_000_000_000
MOST_ROWS = 2_000_000  # of a table
MOST_TABLES = 200
LONGEST = 1_000_000  # a cell, in bytes
SECONDS = 120
STEPS = 100_000

Row = dict[str, Any]


class SqliteFile:
    """The ordinary tables of a file, with their columns and rows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.tables = {name: self._columns(name) for name in self._names()}

    def _names(self) -> list[str]:
        tables = self._connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
        ).fetchmany(MOST_TABLES + 1)
        if len(tables) > MOST_TABLES:
            raise _too_large(f"This file has more than {MOST_TABLES} tables.")
        return [
            name
            for name, sql in tables
            if isinstance(name, str)
            and not name.startswith("sqlite_")
            and not str(sql).lstrip().upper().startswith("CREATE VIRTUAL")
        ]

    def _columns(self, table: str) -> list[str]:
        """Ordinary ones: generated ones would have to be worked out."""
        columns = self._connection.execute(f"PRAGMA table_xinfo({quoted_name(table)})")
        return [name for _, name, *_, hidden in columns if hidden == 0]

    def rows(self, table: str) -> Iterator[Row]:
        columns = self.tables.get(table)
        if not columns:
            return
        names = ", ".join(map(quoted_name, columns))
        rows = self._connection.execute(f"SELECT {names} FROM {quoted_name(table)}")  # noqa: S608
        for number, values in enumerate(rows, 1):
            if number > MOST_ROWS:
                raise _too_large(f"Table {table} has more than {MOST_ROWS:,} rows.")
            yield dict(zip(columns, values, strict=True))

    def row_count(self, table: str) -> int:
        return sum(1 for _ in self.rows(table))


@contextmanager
def open_sqlite(path: Path) -> Iterator[SqliteFile]:
    _check_outside(path)
    # Immutable: SQLite locks nothing and looks for no journal beside the file.
    uri = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True)
    try:
        _harden(connection)
        yield SqliteFile(connection)
    except (sqlite3.Error, UnicodeError) as error:
        raise _unreadable(error) from error
    finally:
        connection.close()


def _check_outside(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(len(HEAD))
        size = path.stat().st_size
    except OSError as error:
        raise Refused(
            "unreadable", f"{path} can't be read: {error.strerror}."
        ) from error
    if head != HEAD:
        raise Refused("not_sqlite", f"{path.name} is not an SQLite file.")
    if size > MOST_BYTES:
        raise _too_large(f"{path.name} is larger than {MOST_BYTES // 10**9} GB.")
    for ending in ("-wal", "-journal"):
        beside = path.with_name(f"{path.name}{ending}")
        if beside.exists() and beside.stat().st_size:
            raise Refused(
                "unfinished",
                f"{beside.name} exists beside the file, so the program that writes it "
                "has not finished. Stop that program, or open and close the file with "
                "sqlite3.",
            )


def _unreadable(error: sqlite3.Error | UnicodeError) -> Refused:
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_INTERRUPT:
        return _too_large(f"Reading this file took more than {SECONDS} seconds.")
    if code == sqlite3.SQLITE_TOOBIG:
        return _too_large(f"A cell of this file has more than {LONGEST:,} bytes.")
    return Refused("damaged", f"SQLite can't read this file: {error}. {COPY_AGAIN}")


def _too_large(sentence: str) -> Refused:
    return Refused("too_large", sentence)


def _harden(connection: sqlite3.Connection) -> None:
    connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    for statement in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
        connection.execute(f"PRAGMA {statement}")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, LONGEST)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 0)
    deadline = time.monotonic() + SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)
    connection.set_authorizer(_allowed)


def _allowed(action: int, first: Any, second: Any, *more: Any) -> int:
    """Reading tables, and asking for their columns; no functions, no other pragmas."""
    if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo":
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def quoted_name(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
