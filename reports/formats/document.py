"""JSON: the whole snapshot. docs/report.schema.json says what is in it."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from reports.snapshot import PhasePart, Snapshot
from tracker.progress import Progress

READ_BY_PEOPLE = 1000


def render(snapshot: Snapshot) -> bytes:
    indent = 2 if len(snapshot.measurements) <= READ_BY_PEOPLE else None
    text = json.dumps(as_document(snapshot), ensure_ascii=False, indent=indent)
    return text.encode("utf-8", "backslashreplace")


def as_document(snapshot: Snapshot) -> dict[str, Any]:
    """With all measurements in one list, which the import of measurements reads."""
    document = plain(snapshot)
    return {
        **document,
        "title": snapshot.title,
        "measurements": plain(snapshot.measurements),
    }


def plain(value: Any) -> Any:
    if is_dataclass(value):
        return dict(entries(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def entries(row: Any) -> Iterator[tuple[str, Any]]:
    for field in fields(row):
        if isinstance(row, PhasePart) and field.name == "measurements":
            continue  # they stand together, at the end
        yield field.name, plain(getattr(row, field.name))
    if isinstance(row, Progress):
        yield "percent", row.percent
