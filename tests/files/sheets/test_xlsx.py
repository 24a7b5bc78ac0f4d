"""Workbooks: what they hold, and what hostile ones do not do to us."""

import struct
import time
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.errors import Refused
from files.sheets.readers import read_sheet
from files.sheets.xlsx import workbook_rows
from tests.files.sheets.workbooks import MAIN, packed, workbook

TABLE = [["Date", "Target"], [("day", 46027), 7]]


def rows(content: bytes, sheet: str = "") -> list[list[str]]:
    read = read_sheet(content, sheet)
    return [read.header, *(cells for _, cells in read.rows)]


def sheet(cells: str) -> dict[str, str]:
    return {
        "xl__worksheets__sheet1.xml": (
            f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c t="inlineStr"><is>'
            f"<t>Title</t></is></c></row>{cells}</sheetData></worksheet>"
        )
    }


def test_texts_numbers_and_dates():
    table = [["Date", "Bytes", "TB"], [("day", 46027), 3.046e14, 304.6]]
    assert rows(workbook(table))[1] == ["2026-01-05", "304600000000000", "304.6"]


def test_dates_since_1904():
    content = workbook([["Date"], [("day", 46027 - 1462)]], date1904=True)
    assert rows(content)[1] == ["2026-01-05"]


def test_a_time_of_day_does_not_count():
    assert rows(workbook([["Date"], [("day", 46027.75)]]))[1] == ["2026-01-05"]


def test_gaps_keep_their_columns_and_rows_their_numbers():
    found = read_sheet(workbook([["a", "b", "c"], [], [1, None, 3]]))
    assert found.rows == [(3, ["1", "", "3"])]


def test_inline_and_rich_text_and_what_a_formula_showed():
    parts = sheet(
        '<row r="2"><c r="A2" t="str"><f>1+1</f><v>two</v></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is>'
        "</c></row>"
    )
    assert rows(workbook([[1]], **parts))[1:] == [["two"], ["ab"]]


def test_cells_without_a_place_follow_each_other():
    parts = sheet("<row><c><v>5</v></c><c><v>6</v></c></row>")
    content = workbook([[1]], **parts)
    assert read_sheet(content).rows == [(2, ["5"])]  # as wide as the titles


def test_the_sheet_by_its_name_and_hidden_ones_not_at_first():
    hidden = '<sheet name="Old" sheetId="2" state="hidden" r:id="rId2"/>'
    content = workbook(TABLE, name="Figures", before=hidden)
    assert rows(content) == rows(content, "figures")
    with pytest.raises(Refused, match=r"no sheet 'Old'\. It contains: Figures"):
        read_sheet(content, "Old")


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f'<worksheet xmlns="{MAIN}"><sheetData><row><c><v>&b;</v></c></row></sheetData>'
    "</worksheet>"
)
HOSTILE = {
    "entities": workbook(TABLE, **{"xl__worksheets__sheet1.xml": BOMB}),
    "file entity": workbook(
        TABLE,
        **{
            "xl__sharedStrings.xml": '<!DOCTYPE x [<!ENTITY a SYSTEM "/etc/passwd">]>'
            "<sst><si><t>&a;</t></si></sst>"
        },
    ),
    "no workbook": packed({"a.txt": "x"}),
    "no sheet": workbook(TABLE, **{"xl__workbook.xml": f'<workbook xmlns="{MAIN}"/>'}),
    "broken xml": workbook(TABLE, **{"xl__worksheets__sheet1.xml": "<worksheet><row>"}),
    "sheet elsewhere": workbook(
        TABLE,
        **{
            "xl__rels.xml": "",
            "xl___rels__workbook.xml.rels": '<R><Relationship Id="rId1" '
            'Target="../../../etc/passwd"/></R>',
        },
    ),
    "too many parts": packed({f"{n}.xml": "" for n in range(3000)}),
    "cut off": workbook(TABLE)[:-200],
    "bare head": b"PK\x03\x04",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_or_broken_workbook_is_refused(kind):
    with pytest.raises(Refused, match=r"can't be read|no sheet|password"):
        read_sheet(HOSTILE[kind])


def test_what_unpacks_to_too_much_is_refused_soon():
    many = "<row><c><v>1</v></c></row>"
    huge = f"<worksheet><sheetData>{many * 3_100_000}</sheetData></worksheet>".encode()
    content = workbook(TABLE, **{"xl__worksheets__sheet1.xml": huge})
    began = time.monotonic()
    with pytest.raises(Refused, match=r"more than 10,000 rows|too large"):
        read_sheet(content)
    assert time.monotonic() - began < 20


def test_a_workbook_with_a_password_is_refused():
    content = bytearray(workbook(TABLE))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = 0
        while (at := content.find(signature, at)) >= 0:
            content[at + offset] |= 1
            at += 4
    with pytest.raises(Refused, match="password"):
        read_sheet(bytes(content))


def test_a_lie_about_the_packing_is_refused():
    content = bytearray(workbook(TABLE))
    at = content.find(b"PK\x01\x02")
    content[at + 10 : at + 12] = struct.pack("<H", 14)
    with pytest.raises(Refused, match="can't be read"):
        read_sheet(bytes(content))


def test_flipped_bits_never_crash():
    good = workbook(TABLE)
    for at in range(0, len(good), 3):
        bad = bytearray(good)
        bad[at] ^= 0xFF
        try:
            list(workbook_rows(bytes(bad)))
        except Refused:
            continue


@given(st.binary(max_size=300))
def test_nonsense_after_a_zip_s_head_never_crashes(tail):
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", tail)
    for content in (b"PK\x03\x04" + tail, file.getvalue()):
        with pytest.raises(Refused):
            read_sheet(content)
