"""CSV that a spreadsheet can open without running what is in it."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
# With quotes of its own before it, so that taking ours away gives what was there.
ARMED = re.compile(f"'*[{re.escape(''.join(FORMULA))}]")


def disarmed(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets a quote before it."""
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
