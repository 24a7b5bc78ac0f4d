"""One sheet of a workbook, and the names of the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from files.errors import Refused
from files.sheets.xlsx.cells import Cells, Look, Row
from files.sheets.xlsx.package import Package, broken
from files.sheets.xlsx.parts import (
    Contents,
    DateStyles,
    Relations,
    SharedTexts,
    workbook_part,
)
from files.wrappers.names import shown

MOST_NAMED = 10
OTHERS = {
    "xl/workbook.bin": "a binary workbook (.xlsb)",
    "content.xml": "an OpenDocument file (.ods)",
    "word/document.xml": "a text document",
    "ppt/presentation.xml": "a presentation",
}


@dataclass(frozen=True)
class Named:
    """A sheet, as the workbook lists it."""

    name: str
    part: str
    hidden: bool

    def __str__(self) -> str:
        return f"“{shown(self.name)}”{' (hidden)' if self.hidden else ''}"


def workbook_rows(content: bytes, sheet_name: str = "") -> Iterator[Row]:
    book = Workbook(content)
    yield from book.rows(book.chosen(sheet_name))


class Workbook:
    def __init__(self, content: bytes) -> None:
        self._package = Package(content)
        for part, kind in OTHERS.items():
            if part in self._package:
                raise Refused(
                    "not_xlsx", f"This file is {kind}. Save it as .xlsx or as CSV."
                )
        part = workbook_part(self._package)
        self._relations = Relations(self._package, part)
        self._contents = Contents()
        self._package.read(part, self._contents)

    @cached_property
    def sheets(self) -> list[Named]:
        """Those with cells: a sheet may also be a chart."""
        found = []
        for name, relation, hidden in self._contents.sheets:
            kind, part = self._relations.by_id.get(relation, ("", ""))
            if kind in ("worksheet", ""):
                found.append(Named(name, part, hidden))
        return found

    def chosen(self, sheet_name: str) -> Named:
        """The sheet of this name; without a name the first that is not hidden."""
        shown_ones = [sheet for sheet in self.sheets if not sheet.hidden]
        key = sheet_name.strip().lower()
        named = [s for s in shown_ones if not key or s.name.strip().lower() == key]
        if named:
            return named[0]
        if not self.sheets:
            raise Refused("no_sheet", "This workbook has no sheet with cells.")
        if not sheet_name:
            raise Refused(
                "no_sheet",
                f"All sheets of this workbook are hidden: {listed(self.sheets)}. "
                "Unhide the sheet to read, then save the workbook again.",
            )
        raise Refused(
            "no_sheet",
            f"This workbook has no visible sheet {shown(sheet_name)!r}. It contains: "
            f"{listed(self.sheets)}.",
        )

    def remark(self, read: Named) -> str:
        """Which sheet was read, where there are several."""
        others = [sheet for sheet in self.sheets if sheet is not read]
        return f"Sheet {read} is used, not {listed(others)}." if others else ""

    def rows(self, sheet: Named) -> Iterator[Row]:
        if sheet.part not in self._package:
            raise broken()
        cells = Cells(self._look())
        for _ in self._package.parsed(sheet.part, cells):
            yield from cells.taken()

    def _look(self) -> Look:
        texts, dates = SharedTexts(), DateStyles()
        for what, usual, handler in (
            ("sharedStrings", "sharedStrings.xml", texts),
            ("styles", "styles.xml", dates),
        ):
            part = self._relations.first(what, usual)
            if part in self._package:
                self._package.read(part, handler)
        return Look(texts, dates.styles, self._contents.from_1904)


def listed(sheets: list[Named]) -> str:
    names = ", ".join(map(str, sheets[:MOST_NAMED]))
    more = len(sheets) - MOST_NAMED
    return f"{names} and {more} more" if more > 0 else names
