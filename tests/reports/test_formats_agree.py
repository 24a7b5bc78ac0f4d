"""Whatever the figures and the names, every format says the same."""

import csv
import json
import re
from dataclasses import astuple, fields
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given, settings

from files.csvtext import ARMED, disarmed
from files.sheets.xlsx import workbook_rows
from reports.formats import document, plain, rows, web, workbook
from reports.snapshot import Snapshot
from reports.snapshot.data import Measurement
from tests.reports.made_up import SNAPSHOTS
from tests.reports.schema import problems
from tests.tracker.reading import Elements
from tracker.templatetags.figures import percent

pytestmark = pytest.mark.slow

NAMES = [each.name for each in fields(Measurement)]


def as_text(row: Measurement) -> list[str]:
    return ["" if value is None else str(disarmed(value)) for value in astuple(row)]


@given(SNAPSHOTS)
def test_csv_has_every_measurement_to_the_byte(snapshot: Snapshot):
    head, *lines = csv.reader(StringIO(rows.render(snapshot).decode(), newline=""))
    assert head == NAMES
    assert lines == [as_text(row) for row in snapshot.measurements]
    assert not [cell for line in lines for cell in line if re.match(r"[=+\-@]", cell)]


@given(SNAPSHOTS)
def test_json_follows_its_schema_and_has_the_same(snapshot: Snapshot):
    found = json.loads(document.render(snapshot))
    assert problems(found) == []
    assert [list(row.values()) for row in found["measurements"]] == [
        json.loads(json.dumps(astuple(row), default=str))
        for row in snapshot.measurements
    ]
    for part, told in zip(snapshot.phases, found["projects"][0]["phases"], strict=True):
        assert told["progress"]["bytes"]["remaining"] == part.progress.bytes.remaining


def same(number: str, value: int | None) -> bool:
    """To the 15 digits that a spreadsheet keeps."""
    if value is None or not number:
        return value is None and not number
    return abs(Decimal(number) - value) <= Decimal(value) / 10**14


@given(SNAPSHOTS)
@settings(max_examples=15)
def test_the_workbook_has_numbers_and_days(snapshot: Snapshot):
    content = workbook.render(snapshot)
    totals = dict(workbook_rows(content, "Totals"))
    assert len(totals) == len(snapshot.phases) + 2
    for number, part in enumerate(snapshot.phases, 2):
        line = totals[number]
        assert line[1] == part.name
        assert same(line[9], part.progress.bytes.done)
        assert same(line[10], part.progress.bytes.total)
        sheet = [cells for _, cells in workbook_rows(content, line[2])]
        measured = sheet[-len(part.measurements) :]
        for cells, row in zip(measured, part.measurements, strict=True):
            filled = [*cells, *[""] * 10]
            assert filled[0] == row.timestamp.isoformat()
            assert same(filled[3], row.source_size)
            assert same(filled[5], row.target_size)
            assert same(filled[7], row.remaining_size)
            assert same(filled[8], row.target_scratch_tapes)


@given(SNAPSHOTS)
@settings(max_examples=30)
def test_the_page_has_them_all_and_nothing_runs(snapshot: Snapshot):
    text = web.render(snapshot).decode()
    page = Elements(text)
    assert {"script", "img", "link", "iframe"}.isdisjoint(tag for tag, _ in page.tags)
    for part in snapshot.phases:
        assert percent(part.progress.bytes.fraction) in text
        for row in part.measurements:
            assert f">{row.source_size:,}<" in text
            assert f">{row.target_size:,}<" in text
    if any(row.remaining_size is None for row in snapshot.measurements):
        assert ">unknown<" in text


@given(SNAPSHOTS)
def test_the_text_has_one_line_a_phase(snapshot: Snapshot):
    lines = plain.render(snapshot).decode().splitlines()
    for part in snapshot.phases:
        line = next(line for line in lines if line.startswith(part.name))
        assert percent(part.progress.bytes.fraction) in line
        assert percent(part.progress.objects.fraction) in line


@given(SNAPSHOTS)
def test_nothing_in_a_name_reaches_a_spreadsheet_as_a_formula(snapshot: Snapshot):
    for row in snapshot.measurements:
        cell = disarmed(row.phase)
        assert cell == row.phase or ARMED.match(row.phase)
