"""What every reader gives, and how much of it at most."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from files.errors import Refused
from files.visible import MARK

MOST_BYTES = 10_000_000
MOST_ROWS = 10_000  # that are read, checked and stored while someone waits
MOST_COLUMNS = 100
LONGEST_CELL = 1_000
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?")
EXACT = 2**53  # above, the numbers of spreadsheets and of JSON have gaps …
DIGITS = 15  # … but those that people typed have no more digits than this
NOT_STORED = re.compile("[\0\ud800-\udfff]")  # by a database, as text

# Whole numbers are text with all digits. Others are numbers, whatever decimal sign
# the texts of the file have.
Cell = str | float


@dataclass(frozen=True)
class Sheet:
    """A table. Row numbers are those that a spreadsheet shows."""

    header: list[str]
    rows: list[tuple[int, list[Cell]]]
    remark: str = ""  # which sheet of several it is


def number_cell(text: str) -> Cell:
    """17.0 and 3.046E14 as whole numbers, 0.28999999999999998 as the 0.29 it stands
    for. What is rounded stays as it was written, by which it is seen."""
    text = text.strip()
    parts = None if text.isdecimal() else NUMBER.fullmatch(text)
    if parts is None or not (parts[1] or parts[2]):
        return text
    number = float(text)
    if abs(number) < EXACT:
        return str(int(number)) if number.is_integer() else number
    digits = text.lower().partition("e")[0].replace(".", "").strip("+-0")
    whole = abs(number) < 2**64 and len(digits) <= DIGITS and number.is_integer()
    return f"{Decimal(text):f}".partition(".")[0] if whole else text


def sheet_of(lines: Iterable[tuple[int, Sequence[Cell]]], remark: str = "") -> Sheet:
    """The first line that is not blank names the columns."""
    filled = _limited((n, cells) for n, cells in lines if not all(map(blank, cells)))
    first = next(filled, None)
    if first is None:
        raise Refused("empty", "This file has no rows. Choose another file.")
    header = [str(cell).strip() for cell in first[1]]
    while header and not header[-1]:
        header.pop()
    width = len(header)
    rows = [(n, [*cells[:width], *[""] * (width - len(cells))]) for n, cells in filled]
    if not rows:
        raise Refused(
            "empty",
            "This file has only column titles. Add at least one row below them.",
        )
    return Sheet(header, rows, remark)


def blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _limited(
    lines: Iterable[tuple[int, Sequence[Cell]]],
) -> Iterator[tuple[int, list[Cell]]]:
    letters = 0
    for lines_before, (number, cells) in enumerate(lines):
        if lines_before > MOST_ROWS:
            raise too_many_rows()
        if not all(map(blank, cells[MOST_COLUMNS:])):
            raise Refused(
                "too_large",
                f"Row {number} has more than {MOST_COLUMNS} columns. Remove "
                "columns that are not needed.",
            )
        lengths = [len(cell) for cell in cells if isinstance(cell, str)]
        if max(lengths, default=0) > LONGEST_CELL:
            raise Refused(
                "too_large",
                f"Row {number} has a cell with more than {LONGEST_CELL:,} characters. "
                "Shorten it.",
            )
        letters += sum(lengths)
        if letters > MOST_BYTES:  # many cells of a workbook may share one long text
            raise too_many_bytes()
        yield number, [_storable(cell) for cell in cells[:MOST_COLUMNS]]


def _storable(cell: Cell) -> Cell:
    return NOT_STORED.sub(MARK, cell) if isinstance(cell, str) else cell


def too_many_bytes() -> Refused:
    most = MOST_BYTES // 1_000_000
    return Refused(
        "too_large",
        f"This file is larger than {most} MB. Split it into smaller files.",
    )


def too_many_rows() -> Refused:
    return Refused(
        "too_large",
        f"This file has more than {MOST_ROWS:,} rows. Split it into smaller files.",
    )
