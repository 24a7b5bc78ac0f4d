"""What the cells of a workbook need to know: its sheets, texts and formats of dates."""

from posixpath import basename, dirname, join, normpath

from files.sheets.sheet import LONGEST_CELL
from files.sheets.xlsx.package import Handler, Package, broken, too_large

MOST_TEXTS = 500_000
DATES = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}


class Relations(Handler):
    """Which parts belong to a part: by their id, and by what they are."""

    def __init__(self, package: Package, part: str) -> None:
        self._base = dirname(part)
        self.by_id: dict[str, tuple[str, str]] = {}  # what it is, and the part
        name = join(self._base, "_rels", f"{basename(part)}.rels")
        if name in package:
            package.read(name, self)

    def started(self, tag: str, attributes: dict[str, str]) -> None:
        if tag != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "")
        inside = target.lstrip("/") if target[:1] == "/" else join(self._base, target)
        what = attributes.get("Type", "").rpartition("/")[2]
        self.by_id[attributes.get("Id", "")] = what, normpath(inside)

    def first(self, what: str, otherwise: str) -> str:
        """The part that is this, or the one that usually is."""
        named = (part for kind, part in self.by_id.values() if kind == what)
        return next(named, join(self._base, otherwise))


class Contents(Handler):
    """The sheets of a workbook, and from when it counts days."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []  # name, relation, hidden
        self.from_1904 = False

    def started(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), relation, hidden))
        elif tag == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")


class Texts(Handler):
    """Collects the text of an element, of one run of letters or of several.

    How it is pronounced is left out. No more is kept than a cell may have, and one
    letter, by which it is seen to be too long.
    """

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self._pieces: list[str] = []
        self._free = LONGEST_CELL + 1
        self._inside = self._phonetic = False

    def collected(self) -> str:
        return "".join(self._pieces)

    def started(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "rPh":
            self._phonetic = True
        self._inside = tag in ("v", "t") and not self._phonetic

    def ended(self, tag: str) -> None:
        self._inside = False
        if tag == "rPh":
            self._phonetic = False

    def text(self, piece: str) -> None:
        if self._inside and self._free:
            self._pieces.append(piece[: self._free])
            self._free -= len(self._pieces[-1])


class SharedTexts(Texts):
    """Texts that cells refer to by their number; kept as bytes, to be small."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: list[bytes] = []

    def __getitem__(self, number: int) -> str:
        known = 0 <= number < len(self._texts)
        return self._texts[number].decode() if known else ""

    def started(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "si":
            self.begin()
        else:
            super().started(tag, attributes)

    def ended(self, tag: str) -> None:
        super().ended(tag)
        if tag == "si":
            if len(self._texts) >= MOST_TEXTS:
                raise too_large()
            self._texts.append(self.collected().encode())


class DateStyles(Handler):
    """Which styles of cells show dates."""

    def __init__(self) -> None:
        self.styles: set[int] = set()
        self._formats = set(DATES)
        self._in_cells = False
        self._number = 0

    def started(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            if shows_a_date(attributes.get("formatCode", "")):
                self._formats.add(number_in(attributes.get("numFmtId")))
        elif tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells:
            if number_in(attributes.get("numFmtId")) in self._formats:
                self.styles.add(self._number)
            self._number += 1

    def ended(self, tag: str) -> None:
        if tag == "cellXfs":
            self._in_cells = False


def shows_a_date(code: str) -> bool:
    """A format with years or days in it, outside quotes, brackets and escapes."""
    kept, quoted, bracket, escaped = [], False, False, False
    for letter in code:
        if escaped:
            escaped = False
        elif letter == '"':
            quoted = not quoted
        elif letter in "[]" and not quoted:
            bracket = letter == "["
        elif not quoted and not bracket:
            escaped = letter in "\\_*"
            kept.append(letter.lower())
    return "y" in kept or "d" in kept


def number_in(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0


def workbook_part(package: Package) -> str:
    part = Relations(package, "").first("officeDocument", "xl/workbook.xml")
    if part not in package:
        raise broken()
    return part
