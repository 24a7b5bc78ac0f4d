"""Files as the earlier tool leaves them, with what it got wrong."""

import sqlite3
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

SPACE = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
SCHEMA = """
CREATE TABLE customer (id TEXT, name TEXT, created_at TEXT, last_updated TEXT,
  active INTEGER);
CREATE TABLE migration_project (id TEXT, name TEXT, customer_id TEXT, type TEXT,
  created_at TEXT, last_updated TEXT, active INTEGER);
CREATE TABLE migration_phase (id TEXT, name TEXT, type TEXT, migration_id TEXT,
  source TEXT, target TEXT, created_at TEXT, last_updated TEXT,
  target_tape_partition TEXT, source_tape_partition TEXT, active INTEGER);
CREATE TABLE migration_data (id TEXT, created_at TEXT, last_updated TEXT,
  timestamp TEXT, migration_phase_id TEXT, user_id TEXT, source_objects, source_size,
  target_objects, target_size, type TEXT, target_scratch_tapes);
"""


def made(name: str) -> str:
    """An id that stays the same from run to run."""
    return str(uuid5(SPACE, name))


def legacy(path: Path, *statements: str, **tables: list[dict[str, Any]]) -> Path:
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA)
        for statement in statements:
            connection.executescript(statement)
        for table, rows in tables.items():
            for row in rows:
                names = ", ".join(row)
                marks = ", ".join("?" * len(row))
                connection.execute(
                    f"INSERT INTO {table} ({names}) VALUES ({marks})",
                    list(row.values()),
                )
    connection.close()
    return path


def customer(key: str = "nw", name: str = "Northwind Studios", **more) -> dict:
    return {"id": made(key), "name": name, "active": 1, **more}


def project(key: str = "p", name: str = "News", **more) -> dict:
    row = {"id": made(key), "name": name, "customer_id": made("nw"), "type": "IOM"}
    return {**row, "active": 1, **more}


def phase(key: str = "a", name: str = "NEWS", **more) -> dict:
    row = {"id": made(key), "name": name, "migration_id": made("p")}
    return {**row, "type": "storage domain", "source": "S", "target": "T", **more}


def data(key: str, day: str = "2024-01-08", **more) -> dict:
    figures = {
        "source_objects": 100,
        "source_size": 1000,
        "target_objects": 10,
        "target_size": 100,
    }
    row = {"id": made(key), "timestamp": day, "migration_phase_id": made("a")}
    return {**row, "type": "DATA", "target_scratch_tapes": "7", **figures, **more}


WHOLE = {
    "customer": [customer()],
    "migration_project": [project()],
    "migration_phase": [phase()],
    "migration_data": [
        data("r", "2024-02-01", type="REFERENCE"),  # dated later than the first data
        data("d1", "2024-01-08", target_objects=100),
        data("d2", "2024-01-15", target_objects=120),  # above the source
    ],
}
LEAP = [data("1"), data("2", "2024-01-15", target_objects=99, target_size=990)]


def counts(found: dict, table: str) -> tuple[int, int, int]:
    row = found["tables"][table]
    others = row["merged"] + row["questions"]
    stated = row["imported"] + row["already_there"] + row["refused"] + others
    assert row["rows"] == stated
    return row["imported"], row["already_there"], row["refused"]


def merged(found: dict, table: str) -> int:
    return found["tables"][table]["merged"]


def reasons(found: dict) -> list[str]:
    return [entry["reason"] for entry in found["refused"]]
