"""Which tables and columns make an SQLite file one of the earlier tool."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from files.errors import Refused
from files.sqlite import SqliteFile, open_sqlite

NEEDED = {
    "customer": ["id", "name"],
    "migration_project": ["id", "name", "customer_id", "type"],
    "migration_phase": ["id", "name", "migration_id"],
    "migration_data": [
        "id",
        "timestamp",
        "migration_phase_id",
        "source_objects",
        "source_size",
        "target_objects",
        "target_size",
    ],
}


class NotLegacyError(Refused):
    """Why a file was not written by the earlier tool."""

    def __init__(self, lack: str) -> None:
        super().__init__(
            "not_legacy",
            f"This is not a file of the earlier tool: {lack}. Choose its tracker "
            "database.",
        )


@contextmanager
def legacy_file(path: Path) -> Iterator[SqliteFile]:
    with open_sqlite(path) as file:
        _check_tables(file)
        yield file


def _check_tables(file: SqliteFile) -> None:
    for table, columns in NEEDED.items():
        if table not in file.tables:
            raise NotLegacyError(f"table {table} is missing")
        for column in columns:
            if column not in file.tables[table]:
                raise NotLegacyError(f"column {column} of table {table} is missing")
