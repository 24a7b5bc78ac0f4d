"""Each row's cells as values, or the problems with them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from files import values
from phases.importing.mapping import (
    COUNTS,
    DAY,
    KIND,
    LABELS,
    NEEDED,
    NOTE,
    SIZES,
    unit_of,
)


@dataclass(frozen=True)
class Problem:
    row: int
    column: str
    value: str
    why: str


@dataclass(frozen=True)
class CellFormat:
    """How a file writes dates and numbers."""

    order: str = "iso"  # or dmy, mdy
    unit: int = 1  # bytes in the unit of sizes that name none; or BY_TITLE
    sign: str = ""  # of decimals; empty: not known

    def unit_in(self, title: str) -> int:
        return self.unit or unit_of(title) or 1


def parsed_row(
    row: int,
    cells: list[str],
    mapped: Mapping[str, int],
    header: list[str],
    cell_format: CellFormat,
) -> tuple[dict[str, Any], list[Problem]]:
    """The values of a row by field; blank is unknown where that is allowed."""
    parsed: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, column in mapped.items():
        text = values.rearmed(cells[column])
        try:
            parsed[name] = _value(name, text, header[column], cell_format)
        except values.BadValueError as error:
            title = header[column] or LABELS[name]
            problems.append(Problem(row, title, cells[column], str(error)))
    return parsed, problems


def guess_sign(
    rows: Iterable[list[str]],
    mapped: Mapping[str, int],
    header: list[str],
    cell_format: CellFormat,
) -> str:
    """The decimal sign with which all numbers can be read.

    Nothing where numbers would differ by it, or where none fits: that is to be asked.
    """
    signs, differ = set(values.SIGNS), False
    numbers = {name: c for name, c in mapped.items() if name in (*COUNTS, *SIZES)}
    for cells in rows:
        for name, column in numbers.items():
            unit = cell_format.unit_in(header[column])
            readings = _readings(name, values.rearmed(cells[column]), unit)
            signs &= readings.keys() or signs
            differ = differ or len(set(readings.values())) > 1
    if len(signs) == 1:
        return signs.pop()
    return "." if signs and not differ else ""


def _readings(name: str, text: str, unit: int) -> dict[str, int]:
    if not re.search("[.,]", text):
        return {}
    if name in SIZES:
        return values.readable(partial(values.size, text, unit))
    return values.readable(partial(values.count, text))


def _value(name: str, text: str, title: str, cell_format: CellFormat) -> Any:
    if not text and name in NEEDED:
        raise values.BadValueError("This cell is empty. Enter a value.")
    if not text and name in (*COUNTS, *SIZES):
        return None
    readers: dict[str, Callable[[str], Any]] = {
        DAY: partial(values.day, order=cell_format.order),
        KIND: measurement_type_in,
        NOTE: str,
        **dict.fromkeys(COUNTS, partial(values.count, sign=cell_format.sign)),
        **dict.fromkeys(
            SIZES,
            partial(
                values.size, unit=cell_format.unit_in(title), sign=cell_format.sign
            ),
        ),
    }
    return readers.get(name, str)(text)


def measurement_type_in(text: str) -> str:
    """REFERENCE or DATA; an empty cell means DATA."""
    written = text.strip().upper() or "DATA"
    if written not in ("REFERENCE", "DATA"):
        raise values.BadValueError("Write DATA or REFERENCE, or leave the cell empty.")
    return written
