"""Workbooks that strangers made: refused in a sentence, soon, and in little memory."""

import struct
import subprocess
import sys
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


def cells(text: str) -> bytes:
    sheet = f"<worksheet><sheetData>{text}</sheetData></worksheet>"
    return workbook([["x" * 1000]], **{"xl__worksheets__sheet1.xml": sheet})


def same_bytes_twice() -> bytes:
    content = bytearray(packed({"a": "x", "b": "x"}))
    last = content.rfind(b"PK\x01\x02")
    content[last + 42 : last + 46] = bytes(4)
    return bytes(content)


def wrong_checksum() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as stored:
        stored.writestr("xl/workbook.xml", '<workbook><sheets name="AAAA"/></workbook>')
    return file.getvalue().replace(b"AAAA", b"AAAB", 1)


BROKEN = {
    "same bytes": same_bytes_twice(),
    "wrong checksum": wrong_checksum(),
    "name outside": packed({"../../xl/workbook.xml": "<workbook/>"}),
    "names alike": packed({"xl/workbook.xml": "<a/>", "XL/Workbook.xml": "<a/>"}),
    "rows in no order": cells('<row r="3"/><row r="2"/>'),
    "no such row": cells('<row r="1048577"/>'),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_no_spreadsheet_writes_is_refused(kind):
    with pytest.raises(Refused, match="can't be read"):
        read_sheet(BROKEN[kind])


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("xl/workbook.bin", ".xlsb"),
        ("content.xml", ".ods"),
        ("word/document.xml", "text"),
    ],
)
def test_other_files_of_the_same_programs_are_named(part, kind):
    with pytest.raises(Refused, match=f"This file is .*{kind}"):
        read_sheet(packed({part: "x"}))


def test_a_cell_far_away_counts_only_if_it_holds_something():
    row = '<row r="1"><c t="str"><v>Title</v></c></row>'
    far = (
        '<row r="1048576"><c t="str"><v>{}</v></c><c r="XFD1048576" s="1">{}</c></row>'
    )
    assert read_sheet(cells(row + far.format(7, ""))).rows == [(1048576, ["7"])]
    with pytest.raises(Refused, match="Cell XFD1048576 is beyond column 100"):
        read_sheet(cells(row + far.format(7, "<v>1</v>")))


LARGE = {
    "elements": ("<row><c/><c/><c/><c/></row>" * 1_000_000, "too large"),
    "one text": (("<row>" + '<c t="s"><v>0</v></c>' * 50 + "</row>") * 500, "10 MB"),
    "a tag": (f"<row r='{'1' * 9_000_000}'/>", "too large"),
    "levels": ("<a>" * 3_000_000, "too large"),
}
READ = """
import resource, sys, time
from files.errors import Refused
from files.sheets.readers import read_sheet
resource.setrlimit(resource.RLIMIT_AS, (300_000_000, 300_000_000))
try:
    read_sheet(open(sys.argv[1], "rb").read())
except Refused as refused:
    print(refused.sentence)
assert time.process_time() < 15
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", LARGE)
def test_what_unpacks_to_too_much_is_refused_soon_in_little_memory(kind, tmp_path):
    text, sentence = LARGE[kind]
    path = tmp_path / "large.xlsx"
    path.write_bytes(cells(text))
    command = [sys.executable, "-c", READ, path]
    read = subprocess.run(command, capture_output=True, text=True, check=False)
    assert sentence in read.stdout, read.stderr


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
