"""Rows of text from the bytes of a file; what it is shows from the bytes too."""

import codecs
import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

from files.csvtext import disarmed
from files.sheets import xlsx
from files.sheets.sheet import LONGEST_CELL, MOST_BYTES, Sheet, UnreadableError, sheet

OLE = b"\xd0\xcf\x11\xe0"
DELIMITERS = ",;\t"


def read(content: bytes, sheet_name: str = "") -> Sheet:
    if len(content) > MOST_BYTES:
        raise UnreadableError(
            f"This file is larger than {MOST_BYTES // 1_000_000} MB: split it."
        )
    if content.startswith(b"PK"):
        return sheet(xlsx.rows(content, sheet_name))
    if content.startswith(OLE):
        raise UnreadableError(
            "This is an old or an encrypted Excel file: save it as .xlsx without a "
            "password, or as CSV."
        )
    text = decoded(content)
    if text.lstrip()[:1] in ("[", "{"):
        return sheet(json_rows(text))
    return sheet(csv_rows(text))


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
    raise UnreadableError("This is not text: give a CSV, JSON or XLSX file.")


def csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    if "\0" in text:
        raise UnreadableError("This is not text: give a CSV, JSON or XLSX file.")
    csv.field_size_limit(100 * LONGEST_CELL)
    lines = StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter(text))
    try:
        yield from ((n, line) for n, line in enumerate(reader, 1))
    except csv.Error as error:
        raise UnreadableError(f"Line {reader.line_num} is not CSV: {error}.") from error


def delimiter(text: str) -> str:
    """What the first line with anything in it has most of."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=first.count)


def json_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """A list of objects; what stands below `measurements` will do too."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("This is not JSON: it ends or breaks off.") from error
    if isinstance(data, dict):
        data = data.get("measurements")
    if not isinstance(data, list) or not all(isinstance(each, dict) for each in data):
        raise UnreadableError("This JSON is not a list of measurements.")
    names = list(dict.fromkeys(str(name) for each in data for name in each))
    yield 1, names
    for number, each in enumerate(data, 2):
        yield number, [json_cell(each.get(name)) for name in names]


def json_cell(value: Any) -> str:
    """As CSV would have it, so that a quote in front is taken off ours only."""
    if value is None:
        return ""
    return disarmed(value) if isinstance(value, str) else json.dumps(value)
