"""Each row's cells as values, or what is wrong with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from files import values
from phases.importing.mapping import COUNTS, DAY, KIND, LABELS, NEEDED, NOTE, SIZES


@dataclass(frozen=True)
class Problem:
    row: int
    column: str
    value: str
    why: str


@dataclass(frozen=True)
class Options:
    """How dates and sizes of a file are meant."""

    order: str = "iso"  # or dmy, mdy
    unit: int = 1  # bytes that a size without a unit counts


def parsed(
    row: int,
    cells: list[str],
    mapped: Mapping[str, int],
    header: list[str],
    options: Options,
) -> tuple[dict[str, Any], list[Problem]]:
    """The figures of a row by field; blank is unknown where it may be."""
    found: dict[str, Any] = {}
    wrong: list[Problem] = []
    for name, column in mapped.items():
        text = values.rearmed(cells[column])
        try:
            found[name] = _value(name, text, options)
        except values.BadValueError as error:
            title = header[column] or LABELS[name]
            wrong.append(Problem(row, title, cells[column], str(error)))
    return found, wrong


def _value(name: str, text: str, options: Options) -> Any:
    if not text and name in NEEDED:
        raise values.BadValueError("This is needed, and it is empty.")
    if not text and name in (*COUNTS, *SIZES):
        return None
    readers: dict[str, Callable[[str], Any]] = {
        DAY: partial(values.day, order=options.order),
        KIND: kind,
        NOTE: str,
        **dict.fromkeys(COUNTS, values.count),
        **dict.fromkeys(SIZES, partial(values.size, unit=options.unit)),
    }
    return readers.get(name, str)(text)


def kind(text: str) -> str:
    """REFERENCE or DATA; an empty cell means DATA."""
    written = text.strip().upper() or "DATA"
    if written not in ("REFERENCE", "DATA"):
        raise values.BadValueError("Write DATA or REFERENCE, or leave the cell empty.")
    return written
