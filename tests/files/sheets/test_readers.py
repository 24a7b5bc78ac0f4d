"""Rows of text from CSV and JSON, however they were written."""

import pytest

from files.errors import Refused
from files.sheets.readers import read_sheet
from files.sheets.sheet import MOST_ROWS

TABLE = [["Date", "Target"], ["2026-01-05", "7"]]


def rows(content: bytes, **options: str) -> list[list[str]]:
    sheet = read_sheet(content, **options)
    return [sheet.header, *(cells for _, cells in sheet.rows)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_as_spreadsheets_write_it(delimiter, end, encoding):
    table = [*TABLE, ["2026-01-12", "grün"]]
    text = end.join(delimiter.join(row) for row in table)
    assert rows(text.encode(encoding)) == table


def test_row_numbers_are_those_of_the_spreadsheet():
    content = b'\nDate,Note\n2026-01-05,"two\nlines"\n,\n2026-01-12,x\n'
    assert [number for number, _ in read_sheet(content).rows] == [3, 5]


def test_quotes_newlines_and_short_rows():
    content = b'a,b,c\n"1,5","x ""y""",z\n1\n'
    assert rows(content) == [["a", "b", "c"], ["1,5", 'x "y"', "z"], ["1", "", ""]]


def test_json_as_we_write_it():
    content = b'[{"timestamp": "2026-01-05", "target_objects": 7, "note": null}]'
    assert rows(content) == [
        ["timestamp", "target_objects", "note"],
        ["2026-01-05", "7", ""],
    ]


def test_numbers_of_json_have_a_point_whatever_the_texts_have():
    content = b'[{"a": 1.5, "b": 3.046e14, "c": 9007199254740993, "d": NaN}]'
    assert rows(content)[1] == [1.5, "304600000000000", "9007199254740993", "nan"]


def test_letters_that_a_database_can_not_store_are_marked():
    content = b'[{"a": "x\\u0000y", "b": "\\ud800"}]'
    assert rows(content)[1] == ["x\ufffdy", "\ufffd"]


def test_json_with_the_list_under_its_name():
    content = b'{"measurements": [{"timestamp": "2026-01-05"}]}'
    assert rows(content, row_noun="measurements")[1] == ["2026-01-05"]
    with pytest.raises(Refused, match="no list of prices"):
        rows(content, row_noun="prices")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no rows"),
        (b"\n ,\n", "no rows"),
        (b"Date,Target\n", "only column titles"),
        (b"\x81\x8d\x8f\x90\x9d", "not text"),
        (b"a,b\n1,\x00\n", "not text"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "an old Excel file"),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "has a password",
        ),
        (b"[1, 2]", "no list of rows"),
        (b'{"a": 1}', "no list of rows"),
        (b"[" * 100_000, "not valid JSON"),
        (b"a\n" + b"1\n" * (MOST_ROWS + 1), "more than 10,000 rows"),
        (b"a," * 200 + b"z\n1\n", "more than 100 columns"),
        (b"a\n" + b"x" * 1001, "more than 1,000 characters"),
        (b"a\n" + b"x" * 200_000, "is not CSV"),
        (b"a" * 10_000_001, "larger than 10 MB"),
    ],
)
def test_what_can_not_be_read_is_said_in_a_sentence(content, sentence):
    with pytest.raises(Refused, match=sentence):
        read_sheet(content)
