"""What workbooks hold. What hostile ones do not do to us is in another module."""

from datetime import date

import pytest

from files.errors import Refused
from files.sheets.readers import read_sheet
from tests.files.sheets.workbooks import MAIN, made_by_xlsxwriter, workbook

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
    assert rows(workbook(table))[1] == ["2026-01-05", "304600000000000", 304.6]


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


@pytest.mark.parametrize(
    ("written", "cell"),
    [
        ("484500000000001", "484500000000001"),
        ("9223372036854775807", "9223372036854775807"),
        ("3.046E+14", "304600000000000"),
        ("0.28999999999999998", 0.29),  # as Excel writes 0.29
        ("4.8450000000000098E+14", "484500000000001"),
        ("1E+17", "100000000000000000"),
        ("1.2345678901234568E+18", "1.2345678901234568E+18"),  # rounded, and shows it
        ("1E+999999999", "1E+999999999"),
        ("1e-7", 1e-7),
        ("-0.0", "0"),
    ],
)
def test_numbers_keep_all_digits_that_they_have(written, cell):
    parts = sheet(f'<row r="2"><c r="A2"><v>{written}</v></c></row>')
    assert rows(workbook([[1]], **parts))[1] == [cell]


def test_what_xlsxwriter_writes():
    def fill(book):
        page, day = book.worksheets()[0], book.add_format({"num_format": "d.m.yyyy"})
        days = book.add_format({"num_format": '0.0 "days"'})
        page.write_row(0, 0, "abcdefgh")
        page.merge_range(1, 0, 1, 1, "merged")
        page.write_datetime(1, 2, date(1900, 1, 31), day)
        page.write_boolean(1, 3, True)
        page.write_formula(1, 4, "=1/0", None, "#DIV/0!")
        page.write_rich_string(1, 5, "x", day, "y", "z")
        page.write_string(1, 6, "=a_x0041_b\x01")
        page.write_number(1, 7, 12.5, days)

    assert rows(made_by_xlsxwriter(fill))[1] == [
        "merged", "", "1900-01-31", "TRUE", "#DIV/0!", "xyz", "=a_x0041_b\x01", 12.5
    ]  # fmt: skip


def test_cells_without_a_place_follow_each_other():
    parts = sheet("<row><c><v>5</v></c><c><v>6</v></c></row>")
    content = workbook([[1]], **parts)
    assert read_sheet(content).rows == [(2, ["5"])]  # as wide as the titles


def test_the_sheet_by_its_name_and_hidden_ones_not_at_first():
    hidden = '<sheet name="Old" sheetId="2" state="hidden" r:id="rId2"/>'
    content = workbook(TABLE, name="Figures", before=hidden)
    assert rows(content) == rows(content, "figures")
    sentence = r"no visible sheet 'Old'. It contains: “Old” \(hidden\), “Figures”"
    with pytest.raises(Refused, match=sentence):
        read_sheet(content, "Old")
    assert read_sheet(content).remark == (
        "Sheet “Figures” is used, not “Old” (hidden)."
    )


def test_a_workbook_all_of_whose_sheets_are_hidden():
    hidden = '<sheet name="S" sheetId="1" state="veryHidden"/>'
    content = workbook(TABLE, **{"xl__workbook.xml": f"<workbook>{hidden}</workbook>"})
    with pytest.raises(Refused, match=r"All sheets of this workbook are hidden: “S”"):
        read_sheet(content)
