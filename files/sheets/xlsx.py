"""The cells of an XLSX workbook, as text.

A workbook is a zip of XML that anybody may have made: each part is read as a stream
up to a limit, and a document type, which is how XML is made to explode, is refused.
Formulas are not worked out; what the spreadsheet last showed for them is read.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from posixpath import join, normpath
from typing import Any
from xml.parsers import expat

from files.sheets.sheet import MOST_COLUMNS, MOST_ROWS, UnreadableError

MOST_PART = 80_000_000  # of one part, unpacked
MOST_PARTS = 2_000
MOST_TEXTS = 500_000  # shared strings
PIECE = 65_536
DATES = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001
BROKEN = "This is not a workbook that can be read: save it anew as .xlsx, or as CSV."

# What the zip module raises for what is no zip: anything, in places that it trusts.
UNZIPPING = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError,
    LookupError, OverflowError, NotImplementedError,
)  # fmt: skip

Started = Callable[[str, dict[str, str]], None]


def rows(content: bytes, sheet_name: str = "") -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            yield from Book(archive).rows(sheet_name)
    except UNZIPPING as error:
        raise UnreadableError(BROKEN) from error
    except RuntimeError as error:  # the zip module's word for a password
        raise UnreadableError(
            "This workbook has a password: save it without."
        ) from error


class Book:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())
        if len(self.names) > MOST_PARTS or "xl/workbook.xml" not in self.names:
            raise UnreadableError(BROKEN)
        packings = {entry.compress_type for entry in archive.infolist()}
        if packings - {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise UnreadableError(BROKEN)
        self.sheets: list[tuple[str, str]] = []  # name, relation
        self.from_1904 = False
        self._parse("xl/workbook.xml", started=self._in_workbook)

    def rows(self, wanted: str) -> Iterator[tuple[int, list[str]]]:
        part = self._part_of(wanted)
        texts = self._texts()
        cells = Cells(texts, self._date_styles(), EPOCHS[self.from_1904])
        self._parse(part, started=cells.started, ended=cells.ended, text=cells.text)
        for number in sorted(cells.rows):
            row = cells.rows[number]
            yield number, [row.get(n, "") for n in range(max(row, default=-1) + 1)]

    def _in_workbook(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet" and attributes.get("state", "visible") == "visible":
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), relation))
        elif tag == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")

    def _part_of(self, wanted: str) -> str:
        """The sheet of this name, else the first that is not hidden."""
        named = [s for s in self.sheets if s[0].lower() == wanted.lower()]
        chosen = named if wanted else self.sheets
        if not chosen:
            names = ", ".join(name for name, _ in self.sheets[:10])
            raise UnreadableError(f"There is no sheet {wanted!r}; there is {names}.")
        targets: dict[str, str] = {}

        def relation(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship":
                targets[attributes.get("Id", "")] = attributes.get("Target", "")

        self._parse("xl/_rels/workbook.xml.rels", started=relation)
        target = targets.get(chosen[0][1], "")
        part = normpath(target.lstrip("/") if target[:1] == "/" else join("xl", target))
        if part not in self.names:
            raise UnreadableError(BROKEN)
        return part

    def _texts(self) -> list[str]:
        part = "xl/sharedStrings.xml"
        if part not in self.names:
            return []
        found = Texts()
        self._parse(part, started=found.started, ended=found.ended, text=found.text)
        return found.texts

    def _date_styles(self) -> set[int]:
        part = "xl/styles.xml"
        if part not in self.names:
            return set()
        found = Styles()
        self._parse(part, started=found.started, ended=found.ended)
        return found.dates

    def _parse(
        self,
        part: str,
        *,
        started: Started,
        ended: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        if part not in self.names:
            raise UnreadableError(BROKEN)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = lambda tag, found: started(local(tag), found)
        if ended:
            parser.EndElementHandler = lambda tag: ended(local(tag))
        if text:
            parser.CharacterDataHandler = text
        read = 0
        try:
            with self.archive.open(part) as stream:
                while piece := stream.read(PIECE):
                    read += len(piece)
                    if read > MOST_PART:
                        raise UnreadableError("This workbook is too large: split it.")
                    parser.Parse(piece, False)
                parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise UnreadableError(BROKEN) from error


def local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _refuse(*found: Any) -> None:
    raise UnreadableError(BROKEN)


class Texts:
    """Shared strings, each of one run of letters or of several."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._inside = self._phonetic = False

    def started(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "si":
            self._pieces = []
        elif tag == "rPh":
            self._phonetic = True
        self._inside = tag == "t" and not self._phonetic

    def ended(self, tag: str) -> None:
        self._inside = False
        if tag == "rPh":
            self._phonetic = False
        elif tag == "si":
            if len(self.texts) >= MOST_TEXTS:
                raise UnreadableError("This workbook is too large: split it.")
            self.texts.append("".join(self._pieces))

    def text(self, piece: str) -> None:
        if self._inside:
            self._pieces.append(piece)


class Styles:
    """Which styles of cells show dates."""

    def __init__(self) -> None:
        self.dates: set[int] = set()
        self._formats = set(DATES)
        self._in_cells = False
        self._number = 0

    def started(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            if _shows_a_date(attributes.get("formatCode", "")):
                self._formats.add(_number(attributes.get("numFmtId")))
        elif tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells:
            if _number(attributes.get("numFmtId")) in self._formats:
                self.dates.add(self._number)
            self._number += 1

    def ended(self, tag: str) -> None:
        if tag == "cellXfs":
            self._in_cells = False


def _shows_a_date(code: str) -> bool:
    """A format with years or days in it, outside quotes and brackets."""
    kept, quoted, bracket = [], False, False
    for letter in code:
        if letter == '"':
            quoted = not quoted
        elif letter in "[]" and not quoted:
            bracket = letter == "["
        elif not quoted and not bracket:
            kept.append(letter.lower())
    return "y" in kept or "d" in kept


class Cells:
    """Cells of a sheet by row and column."""

    def __init__(self, texts: list[str], dates: set[int], epoch: datetime) -> None:
        self.rows: dict[int, dict[int, str]] = {}
        self._texts, self._dates, self._epoch = texts, dates, epoch
        self._row = 0
        self._place = (0, 0)
        self._kind, self._style = "n", 0
        self._pieces: list[str] = []
        self._inside = False

    def started(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self._row = _number(attributes.get("r")) or self._row + 1
        elif tag == "c":
            column = _column(attributes.get("r", "")) or self._place[1] + 1
            begun = self._place[0] == self._row
            self._place = (self._row, column if begun or "r" in attributes else 1)
            self._kind = attributes.get("t", "n")
            self._style = _number(attributes.get("s"))
            self._pieces = []
        self._inside = tag in ("v", "t")

    def text(self, piece: str) -> None:
        if self._inside:
            self._pieces.append(piece)

    def ended(self, tag: str) -> None:
        self._inside = False
        if tag != "c" or not self._pieces:
            return
        row, column = self._place
        if len(self.rows) > MOST_ROWS + 1:
            raise UnreadableError(
                f"This sheet has more than {MOST_ROWS:,} rows: split it."
            )
        if column <= MOST_COLUMNS + 1:
            self.rows.setdefault(row, {})[column - 1] = self._value()

    def _value(self) -> str:
        text = "".join(self._pieces)
        if self._kind == "s":
            number = _number(text)
            return self._texts[number] if 0 <= number < len(self._texts) else ""
        if self._kind == "n":
            return self._as_day(text) if self._style in self._dates else plain(text)
        return text

    def _as_day(self, text: str) -> str:
        try:
            moment = self._epoch + timedelta(days=float(text))
        except (ValueError, OverflowError):
            return text
        return moment.date().isoformat()


def plain(text: str) -> str:
    """3.046E14 and 17.0 as people write them; what is no whole number stays."""
    try:
        value = float(text)
    except ValueError:
        return text
    return str(int(value)) if value.is_integer() and abs(value) < 2**63 else text


def _number(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0


def _column(reference: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in reference[:4]:
        if not ("A" <= letter <= "Z"):
            break
        number = number * 26 + ord(letter) - 64
    return number
