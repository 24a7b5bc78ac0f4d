"""Each row's cells as values, or the problems with them."""

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
class CellFormat:
    """How a file writes dates and sizes."""

    order: str = "iso"  # or dmy, mdy
    unit: int = 1  # bytes in the unit of sizes that name none


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
            parsed[name] = _value(name, text, cell_format)
        except values.BadValueError as error:
            title = header[column] or LABELS[name]
            problems.append(Problem(row, title, cells[column], str(error)))
    return parsed, problems


def _value(name: str, text: str, cell_format: CellFormat) -> Any:
    if not text and name in NEEDED:
        raise values.BadValueError("This cell is empty. Enter a value.")
    if not text and name in (*COUNTS, *SIZES):
        return None
    readers: dict[str, Callable[[str], Any]] = {
        DAY: partial(values.day, order=cell_format.order),
        KIND: measurement_type_in,
        NOTE: str,
        **dict.fromkeys(COUNTS, values.count),
        **dict.fromkeys(SIZES, partial(values.size, unit=cell_format.unit)),
    }
    return readers.get(name, str)(text)


def measurement_type_in(text: str) -> str:
    """REFERENCE or DATA; an empty cell means DATA."""
    written = text.strip().upper() or "DATA"
    if written not in ("REFERENCE", "DATA"):
        raise values.BadValueError("Write DATA or REFERENCE, or leave the cell empty.")
    return written
