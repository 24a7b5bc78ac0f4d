"""What every reader gives, and how much of it at most."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MOST_BYTES = 10_000_000
MOST_ROWS = 10_000  # that are read, checked and stored while somebody waits
MOST_COLUMNS = 100
LONGEST_CELL = 1_000


class UnreadableError(Exception):
    """Why a file can not be read, in one sentence."""


@dataclass(frozen=True)
class Sheet:
    """A table of texts. Row numbers are those that a spreadsheet shows."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def sheet(lines: Iterable[tuple[int, Sequence[str]]]) -> Sheet:
    """The first line that is not blank names the columns."""
    filled = _limited((n, cells) for n, cells in lines if any(c.strip() for c in cells))
    first = next(filled, None)
    if first is None:
        raise UnreadableError("This file has no rows.")
    header = [cell.strip() for cell in first[1]]
    while header and not header[-1]:
        header.pop()
    width = len(header)
    rows = [(n, [*cells[:width], *[""] * (width - len(cells))]) for n, cells in filled]
    if not rows:
        raise UnreadableError("This file has a line of titles and nothing below it.")
    return Sheet(header, rows)


def _limited(
    lines: Iterable[tuple[int, Sequence[str]]],
) -> Iterator[tuple[int, list[str]]]:
    for count, (number, cells) in enumerate(lines):
        if count > MOST_ROWS:
            raise UnreadableError(
                f"This file has more than {MOST_ROWS:,} rows: split it, or export "
                "single phases."
            )
        if len(cells) > MOST_COLUMNS and any(c.strip() for c in cells[MOST_COLUMNS:]):
            raise UnreadableError(f"Row {number} has more than {MOST_COLUMNS} columns.")
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise UnreadableError(
                f"Row {number} has a cell of more than {LONGEST_CELL:,} characters."
            )
        yield number, [cell.replace("\0", "") for cell in cells[:MOST_COLUMNS]]
