"""What only a workbook has: charts, days, cells that stay text."""

import re
import zipfile
from dataclasses import fields, replace
from io import BytesIO

import pytest

from reports.formats import workbook
from reports.formats.phasesheet import MEASURED, OF_A_PHASE
from reports.snapshot.data import Measurement
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
    assert len(charts) == 2  # none of a single day
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
    assert (
        "The CSV and JSON formats contain them to the byte"
        in parts["xl/worksheets/sheet1.xml"]
    )


def texts_of(book: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(book)) as found:
        return {name: found.read(name).decode() for name in found.namelist()}


def test_a_project_has_a_sheet_with_charts_of_all_its_phases():
    one = phase("News", [(100, 10), (100, 50)])
    whole = snapshot(one)
    project = replace(whole.projects[0], course=one.gathers)
    found = texts_of(workbook.render(replace(whole, projects=(project,))))
    names = re.findall(r'<sheet name="([^"]+)"', found["xl/workbook.xml"])
    assert names == ["Report", "Totals", "All of News archive", "News"]
    charts = "".join(t for name, t in found.items() if name.startswith("xl/charts/"))
    assert charts.count("'All of News archive'!$E$") == 2


def test_charts_stand_beside_each_other_and_above_their_days():
    found = texts_of(workbook.render(snapshot(phase("News", [(100, 10), (100, 50)]))))
    ends = re.findall(
        r"<xdr:(?:from|to)><xdr:col>(\d+)</xdr:col>.*?<xdr:row>(\d+)</xdr:row>",
        found["xl/drawings/drawing1.xml"],
    )
    (left, top), (right, bottom), (second, _), _ = [tuple(map(int, e)) for e in ends]
    sheet = found["xl/worksheets/sheet3.xml"]
    [days] = re.findall(r'<row r="(\d+)"[^>]*customHeight', sheet)[:1]
    assert left < right < second
    assert top < bottom < int(days)


def test_paper_has_every_column(parts):
    sheets = [text for name, text in parts.items() if "worksheets/sheet" in name]
    assert all('orientation="landscape"' in text for text in sheets)
    assert all('fitToHeight="0"' in text for text in sheets)
    assert all("&amp;P of &amp;N" in text for text in sheets)


def test_every_figure_of_a_measurement_has_its_title():
    assert len(MEASURED) == len(fields(Measurement)) - OF_A_PHASE


def test_shares_are_cut_off_as_on_the_pages():
    found = texts_of(workbook.render(snapshot(phase("News", [(100_000, 65_199)]))))
    assert "<v>0.651</v>" in found["xl/worksheets/sheet2.xml"]
