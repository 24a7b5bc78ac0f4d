"""Rows of text from the bytes of a file, which also show its format."""

import codecs
import csv
import json
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

from files.csvtext import disarmed
from files.errors import Refused
from files.sheets.sheet import (
    LONGEST_CELL,
    MOST_BYTES,
    Cell,
    Sheet,
    number_cell,
    sheet_of,
    too_many_bytes,
)
from files.sheets.xlsx import Workbook

OLE = b"\xd0\xcf\x11\xe0"
OF_A_PASSWORD = "EncryptedPackage".encode("utf-16-le")
DELIMITERS = ",;\t"


def read_sheet(
    content: bytes, sheet_name: str = "", *, row_noun: str = "rows"
) -> Sheet:
    """The table in a file.

    `row_noun` is what the rows are called: in a sentence, and as the key of a JSON
    object that holds their list.
    """
    if len(content) > MOST_BYTES:
        raise too_many_bytes()
    if content.startswith(b"PK"):
        book = Workbook(content)
        sheet = book.chosen(sheet_name)
        return sheet_of(book.rows(sheet), book.remark(sheet))
    if content.startswith(OLE):
        raise old_workbook(content)
    text = decoded(content)
    if text.lstrip()[:1] in ("[", "{"):
        return sheet_of(json_rows(text, row_noun))
    return sheet_of(csv_rows(text))


def old_workbook(content: bytes) -> Refused:
    """The container of .xls files, and of new ones with a password."""
    if OF_A_PASSWORD in content:
        return Refused(
            "encrypted",
            "This workbook has a password. Save it without one, then try again.",
        )
    return Refused(
        "old_excel", "This is an old Excel file (.xls). Save it as .xlsx or as CSV."
    )


def decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]  # the latter as Excel on Windows writes it
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _not_text()


def csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    if "\0" in text:
        raise _not_text()
    csv.field_size_limit(100 * LONGEST_CELL)
    lines = StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter(text))
    try:
        yield from enumerate(reader, 1)
    except csv.Error as error:
        raise Refused(
            "damaged",
            f"Line {reader.line_num} is not CSV: {error}. Save the file again as CSV.",
        ) from error


def _not_text() -> Refused:
    return Refused(
        "not_text", "This file is not text. Choose a CSV, JSON or XLSX file."
    )


def delimiter(text: str) -> str:
    """The one that the first line that is not blank has most of."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=first.count)


def json_rows(text: str, row_noun: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    """A list of objects, or an object that holds such a list as `row_noun`."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(
            "damaged",
            "This file is not valid JSON. Export it again, or choose another file.",
        ) from error
    if isinstance(data, dict):
        data = data.get(row_noun)
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise Refused(
            "no_list",
            f"This JSON file contains no list of {row_noun}. Choose another file.",
        )
    names = list(dict.fromkeys(str(name) for row in data for name in row))
    yield 1, names
    for number, row in enumerate(data, 2):
        yield number, [json_cell(row.get(name)) for name in names]


def json_cell(value: Any) -> Cell:
    """As CSV would have it, so that a quote in front is taken off ours only."""
    if value is None:
        return ""
    if isinstance(value, float):
        return number_cell(repr(value))
    return disarmed(value) if isinstance(value, str) else json.dumps(value)
