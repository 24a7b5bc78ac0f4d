"""Cells of a workbook: each kind of value as what it is, text never as a formula."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from xlsxwriter import Workbook

from files.csvtext import FORMULA

MOST_TEXT = 32_767
LEFT = {"align": "left", "indent": 1}  # apart from figures that end beside it
LINE = 15  # points that a line of text takes
# Columns of texts or dates, aligned to the left.
TEXTS = frozenset(
    {
        "Date",
        "Day",
        "Type",
        "Note",
        "Project",
        "Phase",
        "Sheet",
        "Status",
        "State",
        "First day",
        "Last day",
        "Likely end",
        "Commit date",
        "Target date",
        "Last measured",
    }
)
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
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer("&L&A&R&P of &N")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return Sheet(self, sheet, widths)


class Sheet:
    def __init__(self, writer: Writer, sheet: Any, widths: Sequence[int]) -> None:
        self.writer = writer
        self.sheet = sheet
        self.widths = widths
        self.name: str = sheet.get_name()

    def heads(self, line: int, titles: Sequence[str]) -> None:
        """Above figures to the right, as these are. Few programs make room for what
        wraps, so the row is as high as its highest."""
        rows = max(map(rows_of, titles, self.widths))
        self.sheet.set_row(line, LINE * rows)
        for column, title in enumerate(titles):
            side = LEFT if title in TEXTS else {"align": "right"}
            look = self.writer.format(
                bold=True, bottom=1, text_wrap=True, valign="bottom", **side
            )
            self.sheet.write_string(line, column, title, look)

    def fact(self, line: int, label: str, value: Value, *, wrap: bool = False) -> None:
        """Long texts run over the empty cells beside them, unless they wrap."""
        if wrap:
            pairs = zip((label, str(value)), self.widths, strict=False)
            self.sheet.set_row(line, LINE * max(rows_of(*pair) for pair in pairs))
        more = {"text_wrap": True, "valign": "top"} if wrap else {}
        self.cell(line, 0, label, {"bold": True, **more})
        self.cell(line, 1, value, {**LEFT, **more})

    def new_page(self, line: int) -> None:
        self.sheet.set_h_pagebreaks([line])

    def row(self, line: int, values: Sequence[Value], *, bold: bool = False) -> None:
        for column, value in enumerate(values):
            self.cell(line, column, value, {"bold": True} if bold else {})

    def cell(self, line: int, column: int, value: Value, look: dict[str, Any]) -> None:
        """An unknown value stays empty: neither 0 nor a word in a column of numbers."""
        style = self.writer.format
        if value is None:
            return
        if isinstance(value, str):
            look = {**LEFT, **look}
            if value.startswith(FORMULA):  # stays text when the cell is edited
                look["quote_prefix"] = True
            self.sheet.write_string(line, column, value[:MOST_TEXT], style(**look))
        elif isinstance(value, date):
            look = {**look, **LEFT, "num_format": "yyyy-mm-dd"}
            self.sheet.write_datetime(line, column, value, style(**look))
        elif isinstance(value, Decimal):
            look = {**look, "num_format": "0.0%"}
            self.sheet.write_number(line, column, float(value), style(**look))
        else:
            look = {**look, "num_format": "#,##0"}
            self.sheet.write_number(line, column, value, style(**look))

    def freeze(self, rows: int, columns: int) -> None:
        """On the screen; and on every page, of which two stand side by side."""
        self.sheet.freeze_panes(rows, columns)
        self.sheet.repeat_rows(0)
        self.sheet.repeat_columns(0, columns - 1)
        self.sheet.fit_to_pages(2, 0)

    def filter(self, last: int, columns: int) -> None:
        self.sheet.autofilter(0, 0, last, columns - 1)


def rows_of(text: str, width: int) -> int:
    """About how many rows a text takes in a column of this width."""
    return min(ceil(1.15 * len(text) / width) or 1, 20)


def share(done: int, total: int) -> Decimal | None:
    """Of one, cut off as on the pages: the program that shows it would round it."""
    return Decimal(int(Fraction(done * 1000, total))) / 1000 if total else None


def rounded(value: int) -> bool:
    return abs(value) >= 10**15
