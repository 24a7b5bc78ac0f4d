"""Names with invisible characters: marks for people, the characters for programs."""

import json
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest

from reports.formats import document, pdf, plain, rows, web, workbook
from reports.snapshot import Snapshot
from tests.reports.made_up import phase, snapshot
from tests.reports.pdftext import text_of

NAME, SHOWN = "Ne\u200bws\u202e", "Ne�ws�"


@pytest.fixture
def hostile() -> Snapshot:
    part = phase(NAME, [(100, 10), (100, 50)])
    return snapshot(replace(part, source=NAME, target=NAME))


def test_a_page_and_a_text_show_marks(hostile):
    for render in (web.render, plain.render):
        text = render(hostile).decode()
        assert SHOWN in text
        assert not {"\u200b", "\u202e"} & set(text)


@pytest.mark.slow
def test_a_pdf_shows_marks(hostile):
    text = text_of(pdf.render(hostile))
    assert not {"\u200b", "\u202e"} & set(text)


def test_data_stays_what_it_is(hostile):
    (project,) = json.loads(document.render(hostile))["projects"]
    assert project["phases"][0]["name"] == NAME
    with ZipFile(BytesIO(workbook.render(hostile))) as archive:
        sheets = [name for name in archive.namelist() if "worksheets/sheet" in name]
        assert any(NAME in archive.read(name).decode() for name in sheets)
    assert NAME in rows.render(hostile).decode()
