"""Rows as text."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model

from files.visible import visible_name


def differences(row: Model, **requested: Any) -> list[str]:
    """How an existing row differs from the requested values; None is no request."""
    return [
        f"its {name.replace('_', ' ')} is {getattr(row, name)!s}"
        for name, value in requested.items()
        if value is not None and getattr(row, name) != value
    ]


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun if count == 1 else plural_of(noun)}"


def plural_of(noun: str) -> str:
    """ "phases", and "inventories"."""
    in_ies = noun.endswith("y") and noun[-2:-1] not in "aeiou"
    return f"{noun[:-1]}ies" if in_ies else f"{noun}s"


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
    return "" if value is None else visible_name(str(value))


def _width(text: str) -> int:
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
