"""DuckDB in a process of its own: what it takes, and what it may break, is its own.

Reads one JSON document, runs its statements, and writes the answers as another. Run
as a file, by itself: it imports nothing of ours.
"""

import json
import sys
from typing import Any

import duckdb


def main() -> None:
    order = json.load(sys.stdin)
    try:
        answers = answers_to(order)
    except duckdb.OutOfMemoryException as error:
        sys.exit(f"out of memory: {first_line(error)}")
    except duckdb.Error as error:
        sys.exit(first_line(error))
    json.dump(answers, sys.stdout)


def answers_to(order: dict[str, Any]) -> dict[str, list[list[Any]]]:
    session = duckdb.connect(
        f"{order['folder']}/stock.duckdb",  # tables in memory would take it from joins
        config={
            "threads": order["threads"],
            "memory_limit": order["memory"],
            "temp_directory": f"{order['folder']}/spilled",
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    with session:
        lock(session, order["folder"])
        for statement in order["steps"]:
            session.execute(statement)
        return {
            name: [list(row) for row in session.execute(question).fetchall()]
            for name, question in order["questions"].items()
        }


def lock(session: Any, folder: str) -> None:
    """To files of this folder, and nothing else, for good."""
    quoted = folder.replace("'", "''")
    session.execute(f"SET allowed_directories = ['{quoted}/']")
    session.execute("SET enable_external_access = false")
    session.execute("SET lock_configuration = true")


def first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


if __name__ == "__main__":
    main()
