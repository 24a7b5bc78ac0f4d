"""What only a workbook has: charts, days, cells that stay text."""

import re
import zipfile
from io import BytesIO

import pytest

from reports.formats import workbook
from tests.reports.made_up import phase, snapshot


@pytest.fixture
def parts() -> dict[str, str]:
    """The texts within the zip."""
    one = phase("=cmd|' /C calc'!A0", [(10**15, 10**14), (10**15, 2 * 10**14)])
    two = phase("News [2019]/second", [(20 * 10**15 + 1, 5)])
    with zipfile.ZipFile(BytesIO(workbook.render(snapshot(one, two)))) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def test_there_is_a_sheet_for_all_and_one_for_each(parts):
    names = re.findall(r'<sheet name="([^"]+)"', parts["xl/workbook.xml"])
    assert names == [
        "Report",
        "Totals",
        "=cmd|'  C calc'!A0",
        "News  2019  second",
    ]


def test_charts_are_native_and_follow_the_cells(parts):
    charts = [text for name, text in parts.items() if name.startswith("xl/charts/")]
    assert len(charts) == 4
    assert all("<c:lineChart>" in text for text in charts)
    assert "$E$" in charts[0]


def test_nothing_is_a_formula_or_a_link(parts):
    sheets = [text for name, text in parts.items() if "worksheets/sheet" in name]
    assert not [text for text in sheets if "<f>" in text or "<hyperlink" in text]


def test_what_looks_like_a_formula_stays_text_when_it_is_edited(parts):
    assert 'quotePrefix="1"' in parts["xl/styles.xml"]


def test_days_are_days(parts):
    assert 'formatCode="yyyy-mm-dd"' in parts["xl/styles.xml"]


def test_it_says_when_digits_are_lost(parts):
    assert "CSV and JSON have them to the byte" in parts["xl/worksheets/sheet1.xml"]
