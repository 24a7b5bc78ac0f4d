"""What every reader gives, and how much of it at most."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from files.errors import Refused

MOST_BYTES = 10_000_000
MOST_ROWS = 10_000  # that are read, checked and stored while someone waits
MOST_COLUMNS = 100
LONGEST_CELL = 1_000


@dataclass(frozen=True)
class Sheet:
    """A table of texts. Row numbers are those that a spreadsheet shows."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def sheet_of(lines: Iterable[tuple[int, Sequence[str]]]) -> Sheet:
    """The first line that is not blank names the columns."""
    filled = _limited((n, cells) for n, cells in lines if any(c.strip() for c in cells))
    first = next(filled, None)
    if first is None:
        raise Refused("empty", "This file has no rows. Choose another file.")
    header = [cell.strip() for cell in first[1]]
    while header and not header[-1]:
        header.pop()
    width = len(header)
    rows = [(n, [*cells[:width], *[""] * (width - len(cells))]) for n, cells in filled]
    if not rows:
        raise Refused(
            "empty",
            "This file has only column titles. Add at least one row below them.",
        )
    return Sheet(header, rows)


def _limited(
    lines: Iterable[tuple[int, Sequence[str]]],
) -> Iterator[tuple[int, list[str]]]:
    for lines_before, (number, cells) in enumerate(lines):
        if lines_before > MOST_ROWS:
            raise too_many_rows()
        if len(cells) > MOST_COLUMNS and any(c.strip() for c in cells[MOST_COLUMNS:]):
            raise Refused(
                "too_large",
                f"Row {number} has more than {MOST_COLUMNS} columns. Remove "
                "columns that are not needed.",
            )
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise Refused(
                "too_large",
                f"Row {number} has a cell with more than {LONGEST_CELL:,} characters. "
                "Shorten it.",
            )
        yield number, [cell.replace("\0", "") for cell in cells[:MOST_COLUMNS]]


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
