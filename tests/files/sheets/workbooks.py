"""Workbooks made by hand, good and bad ones."""

import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from xlsxwriter import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DATE_STYLE = 1


def workbook(
    rows: Sequence[Sequence[object]],
    *,
    name: str = "Sheet1",
    before: str = "",
    date1904: bool = False,
    **parts: str | bytes,
) -> bytes:
    """Text as shared strings; ("day", serial) as a date; numbers as they are."""
    texts: list[str] = []
    cells = "".join(row_xml(n, row, texts) for n, row in enumerate(rows, 1))
    content: dict[str, str | bytes] = {
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}">'
            f'<workbookPr date1904="{int(date1904)}"/><sheets>{before}'
            f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}">'
            '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
            '<Relationship Id="rId2" Target="worksheets/sheet2.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
        ),
        "xl/sharedStrings.xml": (
            f'<sst xmlns="{MAIN}">'
            + "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
            + "</sst>"
        ),
        "xl/styles.xml": (
            f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" '
            'formatCode="dd/mm/yyyy"/></numFmts><cellXfs><xf numFmtId="0"/>'
            '<xf numFmtId="170"/></cellXfs></styleSheet>'
        ),
    }
    content |= {key.replace("__", "/"): part for key, part in parts.items()}
    return packed(content)


def made_by_xlsxwriter(fill: Callable[[Workbook], object]) -> bytes:
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("Figures")
        fill(book)
    return file.getvalue()


def packed(content: dict[str, str | bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in content.items():
            archive.writestr(part, text)
    return file.getvalue()


def row_xml(number: int, row: Sequence[object], texts: list[str]) -> str:
    cells = "".join(
        cell_xml(f"{chr(65 + n)}{number}", value, texts)
        for n, value in enumerate(row)
        if value is not None
    )
    return f'<row r="{number}">{cells}</row>'


def cell_xml(place: str, value: object, texts: list[str]) -> str:
    if isinstance(value, tuple):
        return f'<c r="{place}" s="{DATE_STYLE}"><v>{value[1]}</v></c>'
    if isinstance(value, str):
        texts.append(value)
        return f'<c r="{place}" t="s"><v>{len(texts) - 1}</v></c>'
    return f'<c r="{place}"><v>{value}</v></c>'
