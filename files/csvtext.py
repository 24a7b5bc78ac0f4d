"""CSV that a spreadsheet can open without running formulas in it."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
# Quotes before a formula count, too, so that taking one away restores the value.
ARMED = re.compile(f"'*[{re.escape(''.join(FORMULA))}]")


def disarmed(value: Any) -> Any:
    """The value; a quote is put before text that looks like a formula."""
    if isinstance(value, str) and ARMED.match(value):
        return f"'{value}"
    return "" if value is None else value


class _Echo:
    def write(self, value: str) -> str:
        return value


def csv_lines(header: list[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(header)
    for row in rows:
        yield writer.writerow([disarmed(cell) for cell in row])
