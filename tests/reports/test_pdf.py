"""PDF: for everybody's ears and eyes, with all that it needs inside."""

import re
import subprocess
import sys
import zlib

import pytest

from embedded.programs.children import ChildFailed, Finished
from reports import health as reports_health
from reports import typeset
from reports.errors import ReportError
from reports.formats import pdf, web
from reports.formats.pdf import paper_style, with_letters
from tests.reports.made_up import HOSTILE, phase, snapshot
from tests.reports.pdftext import text_of
from tracker import health
from tracker.charts.palette import LOOKS

ONE = snapshot(phase("Pilot", [(10**15, 0), (10**15, 10**14), (10**15, 3 * 10**14)]))


@pytest.fixture(scope="module")
def content() -> bytes:
    return pdf.render(ONE)


def opened(content: bytes) -> bytes:
    """With its compressed objects unpacked."""
    found = [content]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found)


@pytest.mark.slow
def test_it_is_pdf_ua(content):
    plain = opened(content)
    assert content.startswith(b"%PDF-1.7")
    assert b"pdfuaid:part" in plain
    for needed in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"DisplayDocTitle"):
        assert needed in plain, needed


@pytest.mark.slow
def test_every_font_is_embedded_and_ours(content):
    plain = opened(content)
    fonts = set(re.findall(rb"/FontName ?/([\w+-]+)", plain))
    assert fonts
    assert all(b"+Report" in name for name in fonts), fonts
    assert len(re.findall(rb"/FontFile\d? \d+ 0 R", plain)) == len(fonts)


@pytest.mark.slow
def test_it_leads_nowhere(content):
    plain = opened(content)
    for active in (b"/URI", b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/AcroForm"):
        assert active not in plain, active


@pytest.mark.slow
def test_it_says_what_the_page_says(content):
    text = text_of(content)
    assert "Northwind Studios" in text
    assert "30.0%" in text
    assert "300,000,000,000,000" in text
    assert "unknown" in text


@pytest.mark.slow
def test_hostile_names_are_letters():
    parts = [phase(name, [(10, 1), (10, 2)]) for name in HOSTILE]
    text = text_of(pdf.render(snapshot(*parts)))
    assert "<script>alert(1)</script>" in text
    assert "{{ 7|add:1 }}" in text


@pytest.mark.slow
@pytest.mark.parametrize(
    "url",
    ["https://example.com/x", "file:///etc/passwd", "font:../typeset.py", "x.png"],
)
def test_nothing_else_is_opened(url):
    """Nor does it matter: the document is made without it."""
    with pytest.raises(ValueError, match="is not part of a report"):
        typeset.font(url)
    page = f'<html lang="en"><title>x</title><img src="{url}" alt=""><p>There</p>'
    made = subprocess.run(
        [sys.executable, "-P", typeset.__file__],
        input=page.encode(),
        capture_output=True,
        timeout=120,
    )
    assert made.returncode == 0, made.stderr
    assert "There" in text_of(made.stdout)


def test_paper_has_the_light_colours():
    style = paper_style()
    assert "--text: #182123" in style
    assert "light-dark(#" not in style


def test_letters_of_charts_are_ours_and_large_enough():
    page = with_letters(web.markup(ONE, style=""))
    assert f'font-family="{LOOKS["chart"]["font-family"]}"' not in page
    assert 'font-family="Report" font-size="11"' in page


def test_want_of_memory_is_said():
    def killed(argv, **options):
        raise ChildFailed("typeset", Finished(-9, "", 1.0))

    with pytest.raises(ReportError, match="not enough memory"):
        pdf.render(ONE, killed)


def test_health_tells_of_a_machine_without_pango(monkeypatch):
    monkeypatch.setattr(reports_health, "find_library", {}.get)
    [found] = [each for each in health.optional() if each.name == "pdf"]
    assert found.state == health.WARNING
    assert "reports can’t be created as PDF" in found.detail
