"""Cells of a workbook: each kind of value as what it is, text never as a formula."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xlsxwriter import Workbook

from tracker.csvexport import FORMULA

MOST_TEXT = 32_767
Value = str | int | float | Decimal | date | None


class Writer:
    """The workbook with its formats."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._formats: dict[tuple[Any, ...], Any] = {}

    def format(self, **options: Any) -> Any:
        key = tuple(sorted(options.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(options)
        return self._formats[key]

    def sheet(self, name: str, widths: Sequence[int]) -> "Sheet":
        made = self.book.add_worksheet(name)
        made.set_landscape()
        made.set_paper(9)
        made.fit_to_pages(1, 0)
        for column, width in enumerate(widths):
            made.set_column(column, column, width)
        return Sheet(self, made)


class Sheet:
    def __init__(self, writer: Writer, sheet: Any) -> None:
        self.writer = writer
        self.sheet = sheet

    def heads(self, line: int, titles: Sequence[str]) -> None:
        look = self.writer.format(bold=True, bottom=1, text_wrap=True, valign="top")
        for column, title in enumerate(titles):
            self.sheet.write_string(line, column, title, look)

    def row(
        self,
        line: int,
        values: Sequence[Value],
        *,
        bold: bool = False,
        bold_first: bool = False,
    ) -> None:
        for column, value in enumerate(values):
            heavy = bold or (bold_first and column == 0)
            self.cell(line, column, value, {"bold": True} if heavy else {})

    def cell(self, line: int, column: int, value: Value, look: dict[str, Any]) -> None:
        """Nothing for what is unknown: neither 0 nor a word in a column of numbers."""
        style = self.writer.format
        if value is None:
            return
        if isinstance(value, str):
            if value.startswith(FORMULA):  # stays text when somebody edits the cell
                look = {**look, "quote_prefix": True}
            self.sheet.write_string(line, column, value[:MOST_TEXT], style(**look))
        elif isinstance(value, date):
            look = {**look, "num_format": "yyyy-mm-dd", "align": "left"}
            self.sheet.write_datetime(line, column, value, style(**look))
        elif isinstance(value, Decimal):
            look = {**look, "num_format": "0.0%"}
            self.sheet.write_number(line, column, float(value), style(**look))
        else:
            look = {**look, "num_format": "#,##0"}
            self.sheet.write_number(line, column, value, style(**look))

    def freeze(self, rows: int, columns: int) -> None:
        self.sheet.freeze_panes(rows, columns)
        self.sheet.repeat_rows(0)

    def filter(self, last: int, columns: int) -> None:
        self.sheet.autofilter(0, 0, last, columns - 1)


def share(done: int, total: int) -> Decimal | None:
    """Of one, cut off in its sixth digit: 99.9999999% is not all."""
    return Decimal(int(Fraction(done * 10**6, total))) / 10**6 if total else None


def rounded(value: int) -> bool:
    return abs(value) >= 10**15
