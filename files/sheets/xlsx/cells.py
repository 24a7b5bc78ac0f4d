"""Rows of a worksheet, as soon as they have been read."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from files.errors import Refused
from files.sheets.sheet import MOST_COLUMNS, Cell, number_cell
from files.sheets.xlsx.package import broken
from files.sheets.xlsx.parts import SharedTexts, Texts, number_in
from files.visible import MARK

LAST_ROW = 1_048_576
EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # control characters, and underscores
Row = tuple[int, list[Cell]]


@dataclass(frozen=True)
class Look:
    """What the cells of all sheets refer to."""

    texts: SharedTexts
    date_styles: set[int]
    from_1904: bool


class Cells(Texts):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: list[Row] = []
        self._number = self._column = 0
        self._cells: dict[int, Cell] = {}
        self._kind, self._style, self._place = "n", "", ""

    def taken(self) -> list[Row]:
        """The rows that were completed since the last call."""
        rows, self._rows = self._rows, []
        return rows

    def started(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._place = attributes.get("r", "")
            self._column = column_of(self._place) or self._column + 1
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self.begin()
        elif tag == "row":
            number = number_in(attributes.get("r")) or self._number + 1
            if not self._number < number <= LAST_ROW:
                raise broken()
            self._number, self._column, self._cells = number, 0, {}
        else:
            super().started(tag, attributes)

    def ended(self, tag: str) -> None:
        if tag == "c":
            if text := self.collected():
                self._keep(self._value(text))
        elif tag == "row" and self._cells:
            width = max(self._cells) + 1
            cells = [self._cells.get(column, "") for column in range(width)]
            self._rows.append((self._number, cells))
        else:
            super().ended(tag)

    def _keep(self, value: Cell) -> None:
        if self._column <= MOST_COLUMNS:
            self._cells[self._column - 1] = value
        elif str(value).strip():
            raise Refused(
                "too_large",
                f"Cell {self._place[:10] or self._column} is beyond column "
                f"{MOST_COLUMNS}. Clear it, or remove columns that are not needed.",
            )

    def _value(self, text: str) -> Cell:
        if self._kind == "n":
            dated = self._style and number_in(self._style) in self._look.date_styles
            return self._day(text) if dated else number_cell(text)
        if self._kind == "b":
            return {"0": "FALSE", "1": "TRUE"}.get(text.strip(), text)
        if self._kind == "s":
            text = self._look.texts[number_in(text)]
        return ESCAPED.sub(unescaped, text) if "_x" in text else text

    def _day(self, text: str) -> str:
        """The first two months of 1900 are a day off, as there was no 29 February."""
        try:
            days = float(text)
            early = not self._look.from_1904 and days < 60
            moment = EPOCHS[self._look.from_1904] + timedelta(days=days + early)
        except (ValueError, OverflowError):
            return text
        return moment.date().isoformat()


def unescaped(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return MARK if 0xD800 <= code <= 0xDFFF else chr(code)


def column_of(reference: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in reference[:4]:
        if not ("A" <= letter <= "Z"):
            break
        number = number * 26 + ord(letter) - 64
    return number
