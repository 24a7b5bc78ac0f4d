"""The cells of an XLSX workbook, as text.

A workbook is a zip of XML that a stranger may have made: each part is read as a stream
up to a limit, and a document type, which is how XML is made to explode, is refused.
Formulas are not worked out; the values that the spreadsheet last showed are read.
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

from files.errors import Refused
from files.sheets.sheet import MOST_COLUMNS, MOST_ROWS, too_many_rows

MOST_PART = 80_000_000  # of one part, unpacked
MOST_PARTS = 2_000
MOST_TEXTS = 500_000  # shared strings
PIECE = 65_536
DATES = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001

# Raised by the zip module for files that are no zip: anything, in places it trusts.
UNZIPPING = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    OverflowError,
    NotImplementedError,
)

Started = Callable[[str, dict[str, str]], None]


def workbook_rows(
    content: bytes, sheet_name: str = ""
) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            yield from Workbook(archive).rows(sheet_name)
    except UNZIPPING as error:
        raise _broken() from error
    except RuntimeError as error:  # the zip module's word for a password
        raise Refused(
            "encrypted",
            "This workbook has a password. Save it without one, then try again.",
        ) from error


def _broken() -> Refused:
    return Refused(
        "damaged",
        "This workbook can't be read. Save it again as .xlsx, or save it as CSV.",
    )


def _too_large() -> Refused:
    return Refused(
        "too_large", "This workbook is too large. Split it into smaller files."
    )


class Workbook:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())
        if len(self.names) > MOST_PARTS or "xl/workbook.xml" not in self.names:
            raise _broken()
        packings = {entry.compress_type for entry in archive.infolist()}
        if packings - {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise _broken()
        self.sheets: list[tuple[str, str]] = []  # name, relation
        self.from_1904 = False
        self._parse("xl/workbook.xml", started=self._in_workbook)

    def rows(self, sheet_name: str) -> Iterator[tuple[int, list[str]]]:
        part = self._part_of(sheet_name)
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

    def _part_of(self, sheet_name: str) -> str:
        """The sheet of this name; without a name the first that is not hidden."""
        relation_id = self._relation_of(sheet_name)
        targets: dict[str, str] = {}

        def relation(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship":
                targets[attributes.get("Id", "")] = attributes.get("Target", "")

        self._parse("xl/_rels/workbook.xml.rels", started=relation)
        target = targets.get(relation_id, "")
        part = normpath(target.lstrip("/") if target[:1] == "/" else join("xl", target))
        if part not in self.names:
            raise _broken()
        return part

    def _relation_of(self, sheet_name: str) -> str:
        named = [s for s in self.sheets if s[0].lower() == sheet_name.lower()]
        sheets = named if sheet_name else self.sheets
        if not sheets:
            names = ", ".join(name for name, _ in self.sheets[:10])
            raise Refused(
                "no_sheet",
                f"This workbook has no sheet {sheet_name!r}. It contains: {names}.",
            )
        return sheets[0][1]

    def _texts(self) -> list[str]:
        part = "xl/sharedStrings.xml"
        if part not in self.names:
            return []
        shared = SharedTexts()
        self._parse(part, started=shared.started, ended=shared.ended, text=shared.text)
        return shared.texts

    def _date_styles(self) -> set[int]:
        part = "xl/styles.xml"
        if part not in self.names:
            return set()
        styles = CellStyles()
        self._parse(part, started=styles.started, ended=styles.ended)
        return styles.dates

    def _parse(
        self,
        part: str,
        *,
        started: Started,
        ended: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        if part not in self.names:
            raise _broken()
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = lambda tag, attributes: started(
            _local(tag), attributes
        )
        if ended:
            parser.EndElementHandler = lambda tag: ended(_local(tag))
        if text:
            parser.CharacterDataHandler = text
        read = 0
        try:
            with self.archive.open(part) as stream:
                while piece := stream.read(PIECE):
                    read += len(piece)
                    if read > MOST_PART:
                        raise _too_large()
                    parser.Parse(piece, False)
                parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise _broken() from error


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _refuse(*doctype: Any) -> None:
    raise _broken()


class SharedTexts:
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
                raise _too_large()
            self.texts.append("".join(self._pieces))

    def text(self, piece: str) -> None:
        if self._inside:
            self._pieces.append(piece)


class CellStyles:
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
            row_begun = self._place[0] == self._row
            self._place = (self._row, column if row_begun or "r" in attributes else 1)
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
            raise too_many_rows()
        if column <= MOST_COLUMNS + 1:
            self.rows.setdefault(row, {})[column - 1] = self._value()

    def _value(self) -> str:
        text = "".join(self._pieces)
        if self._kind == "s":
            number = _number(text)
            return self._texts[number] if 0 <= number < len(self._texts) else ""
        if self._kind == "n":
            return (
                self._as_day(text) if self._style in self._dates else plain_number(text)
            )
        return text

    def _as_day(self, text: str) -> str:
        try:
            moment = self._epoch + timedelta(days=float(text))
        except (ValueError, OverflowError):
            return text
        return moment.date().isoformat()


def plain_number(text: str) -> str:
    """3.046E14 and 17.0 as people write them; other text stays as it is."""
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
