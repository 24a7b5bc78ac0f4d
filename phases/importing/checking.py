"""Each row's cells as values, or the problems with them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from files import values
from files.sheets.sheet import Cell
from phases.importing.mapping import (
    COUNTS,
    DAY,
    KIND,
    NEEDED,
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
    cells: list[Cell],
    mapped: Mapping[str, int],
    header: list[str],
    cell_format: CellFormat,
) -> tuple[dict[str, Any], list[Problem]]:
    """The values of a measurement; blank is unknown where that is allowed."""

    def read(name: str, cell: Cell, title: str) -> Any:
        return _value(name, cell, title, cell_format)

    return read_cells(row, cells, mapped, header, read)


def read_cells(
    row: int,
    cells: list[Cell],
    mapped: Mapping[str, int],
    header: list[str],
    read: Callable[[str, Cell, str], Any],
) -> tuple[dict[str, Any], list[Problem]]:
    """What `read` makes of each cell, by field; or why it can't."""
    parsed: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, column in mapped.items():
        title = header[column] or f"Column {column + 1}"
        try:
            parsed[name] = read(name, cells[column], header[column])
        except values.BadValueError as error:
            written = cell_text(cells[column])
            problems.append(Problem(row, title, written, str(error)))
    return parsed, problems


def cell_text(cell: Cell) -> str:
    """Numbers have a decimal point, whatever sign the texts of the file have."""
    return cell if isinstance(cell, str) else f"{Decimal(repr(cell)):f}"


def guess_sign(
    rows: Iterable[list[Cell]],
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
            cell, unit = cells[column], cell_format.unit_in(header[column])
            if not isinstance(cell, str):
                continue  # a number already
            readings = _readings(name, values.rearmed(cell), unit)
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


def _value(name: str, cell: Cell, title: str, cell_format: CellFormat) -> Any:
    text = values.rearmed(cell_text(cell))
    sign = cell_format.sign if isinstance(cell, str) else "."
    figure = name in (*COUNTS, *SIZES)
    if not text and name in NEEDED:
        raise values.BadValueError("This cell is empty. Enter a value.")
    if figure and name not in NEEDED and (not text or values.failed(text)):
        return None
    values.refuse_failed(text)
    if figure:
        return _figure(name, text, sign, cell_format.unit_in(title))
    readers: dict[str, Callable[[str], Any]] = {
        DAY: partial(values.day, order=cell_format.order),
        KIND: measurement_type_in,
    }
    return readers.get(name, str)(text)


def _figure(name: str, text: str, sign: str, unit: int) -> int:
    if name in SIZES:
        return values.size(text, unit, sign)
    return values.count(text, sign)


def measurement_type_in(text: str) -> str:
    """REFERENCE or DATA; an empty cell means DATA."""
    written = text.strip().upper() or "DATA"
    if written not in ("REFERENCE", "DATA"):
        raise values.BadValueError("Write DATA or REFERENCE, or leave the cell empty.")
    return written
