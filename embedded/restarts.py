"""What `up` writes down about the processes that it had to start again.

A file of this machine: it is needed most when the tracker's database is away.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from embedded.passwords import write_private


@dataclass(frozen=True)
class Restarts:
    name: str
    count: int = 0
    last: datetime | None = None
    reason: str = ""  # of the last one


def record_file(var: Path) -> Path:
    return var / "run" / "crew.json"


def write_restarts(file: Path, restarts: Iterable[Restarts]) -> None:
    processes = [
        {
            "name": each.name,
            "count": each.count,
            "last": each.last.astimezone(UTC).isoformat() if each.last else None,
            "reason": each.reason,
        }
        for each in restarts
    ]
    write_private(file, json.dumps(processes, indent=1) + "\n")


def read_restarts(file: Path) -> list[Restarts] | None:
    """None where no `up` looks after processes, or what it wrote cannot be read."""
    try:
        return [_restarts(process) for process in json.loads(file.read_text())]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _restarts(process: dict[str, Any]) -> Restarts:
    last = process["last"]
    return Restarts(
        str(process["name"]),
        int(process["count"]),
        datetime.fromisoformat(last) if last else None,
        str(process["reason"]),
    )
