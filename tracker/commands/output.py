"""Rows as JSON and as text."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model


def record(row: Model, **more: Any) -> dict[str, Any]:
    """A row's fields; for what it belongs to, the name and the id."""
    values: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.is_relation:
            values[field.name] = value and str(getattr(row, field.name))
        values[field.attname] = value
    return {**values, **more}


def differences(row: Model, **asked: Any) -> list[str]:
    """In what an existing row is not what was asked for; None was not asked for."""
    return [
        f"its {name.replace('_', ' ')} is {getattr(row, name)!s}"
        for name, value in asked.items()
        if value is not None and getattr(row, name) != value
    ]


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Aligned columns, also where letters are two columns wide or none."""
    cells = [titles, *([_shown(value) for value in row] for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell))
            for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in cells
    )


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _width(text: str) -> int:
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
