"""Charts as they are drawn: letters of one size, read by pointer and keys, as files."""

from io import BytesIO
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tracker.charts.palette import COLOURS, SURFACE

SIZES = (360, 768, 1280, 2560)
KINDS = {
    "Bytes on the target": COLOURS[:2],
    "Remaining by bucket": COLOURS[:1],
    "Where the bytes are, by bucket": COLOURS[:3],
    "Phases of the project": COLOURS[:2],
}
SVG = "{http://www.w3.org/2000/svg}"
# Of each chart its visible labels: the box in the page, and the size of the letters.
LABELS = """charts => charts.map(chart => [...chart.querySelectorAll("text")]
    .filter(text => text.getClientRects().length).map(text => {
        const { x, y, width, height } = text.getBoundingClientRect();
        const size = parseFloat(getComputedStyle(text).fontSize);
        const scale = Math.abs(text.getScreenCTM().d);
        return { text: text.textContent, size: size * scale,
                 box: [x, y + scrollY, x + width, y + scrollY + height] };
    }))"""
HIDE = "texts => texts.forEach(text => { text.style.fill = 'transparent'; })"


def figure(page: Page, title: str) -> Locator:
    return page.locator("figure", has=page.get_by_text(title, exact=True))


@pytest.fixture
def charts(page, styleguide) -> Page:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(styleguide)
    return page


@pytest.fixture
def line(charts) -> Locator:
    return figure(charts, "Bytes on the target")


def overlap(one: list[float], two: list[float]) -> bool:
    left, top, right, bottom = zip(one, two, strict=True)
    return max(left) < min(right) - 1 and max(top) < min(bottom) - 1


@pytest.mark.slow
def test_labels_can_be_read_and_nothing_runs_through_them(charts):
    for width in SIZES:
        charts.set_viewport_size({"width": width, "height": 900})
        drawings = charts.locator("figure > .chart")
        labels = drawings.evaluate_all(LABELS)
        assert len(labels) == len(KINDS)
        charts.locator(".chart text").evaluate_all(HIDE)
        content = charts.screenshot(full_page=True, animations="disabled")
        picture = Image.open(BytesIO(content)).convert("RGB")
        for chart in labels:
            assert min(label["size"] for label in chart) >= 11
            for one, two in combinations(chart, 2):
                assert not overlap(one["box"], two["box"]), (width, one, two)
            for label in chart:
                left, _, right, _ = label["box"]
                assert 0 <= left < right <= width, (width, label)
                colours = picture.crop(label["box"]).getcolors()
                assert len(colours) == 1, (width, label, colours)


@pytest.mark.slow
def test_the_figures_of_a_day_are_read_by_the_pointer(line):
    line.scroll_into_view_if_needed()
    page, box = line.page, line.locator("output")
    dot = line.locator("circle").nth(3).bounding_box()
    page.mouse.move(dot["x"] + 5, dot["y"] - 40)
    for text in ("19 Oct 2025", "On the target: 96 TB", "Total: 476 TB"):
        expect(box).to_contain_text(text)
    cursor = line.locator(".cursor").bounding_box()
    assert cursor["x"] == pytest.approx(dot["x"] + dot["width"] / 2, abs=1.5)
    page.mouse.move(1, 1)
    expect(box).to_be_empty()


@pytest.mark.slow
def test_the_figures_are_read_by_keys(charts):
    """On a phone, where the read-out stays within the window."""
    charts.set_viewport_size({"width": 360, "height": 740})
    read_by_keys(
        figure(charts, "Bytes on the target"),
        ("Home", "1 Sep 2025"),
        ("ArrowRight", "17 Sep 2025"),
        ("ArrowLeft", "1 Sep 2025"),
        ("End", "2 May 2026, late end"),
        ("ArrowLeft", "31 Mar 2026, target date"),
    )
    read_by_keys(
        figure(charts, "Where the bytes are, by bucket"),
        ("ArrowDown", "Only on the source: 80 TB"),
        ("ArrowDown", "Only on the source: 48 TB"),
        ("ArrowUp", "NEWS"),
    )


def read_by_keys(drawn: Locator, *steps: tuple[str, str]) -> None:
    box = drawn.locator("output")  # which is announced
    drawn.locator(".chart").first.focus()
    for key, text in steps:
        drawn.page.keyboard.press(key)
        expect(box).to_contain_text(text)
        place = box.bounding_box()
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= 360
    drawn.page.keyboard.press("Escape")
    expect(box).to_be_empty()


@pytest.mark.slow
def test_the_large_view_opens_and_gives_the_chart_back(line):
    page, button = line.page, line.get_by_role("button", name="Enlarge")
    small = line.locator(".chart").first.bounding_box()
    button.click()
    large = page.get_by_role("dialog").locator(".chart").first.bounding_box()
    assert large["width"] > small["width"]
    assert large["height"] > small["height"]
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()
    expect(page.locator("#figures figure .chart").first).to_be_visible()


def download(drawn: Locator, kind: str, folder: Path) -> Path:
    with drawn.page.expect_download() as downloading:
        drawn.get_by_role("button", name=f"{kind}: download").click()
    name = downloading.value.suggested_filename
    assert name.endswith(f".{kind.lower()}")
    downloading.value.save_as(folder / name)
    return folder / name


@pytest.mark.slow
def test_charts_are_downloaded_as_files_of_their_own(charts, violations, tmp_path):
    """With the colours of paper, from the dark theme too."""
    charts.emulate_media(color_scheme="dark")
    alone = charts.context.new_page()
    for title, colours in KINDS.items():
        drawn = figure(charts, title)
        drawing, picture = (download(drawn, kind, tmp_path) for kind in ("SVG", "PNG"))
        text = drawing.read_text()
        assert not [sign for sign in ("var(", "%", "class=") if sign in text]
        assert title in ElementTree.fromstring(text).find(f"{SVG}text").text
        alone.goto(drawing.as_uri())
        for source in (picture, BytesIO(alone.screenshot())):
            pixels = Image.open(source).convert("RGB")
            assert pixels.getpixel((2, 2)) == rgb(SURFACE)
            seen = {colour for _, colour in pixels.getcolors(1 << 24)}
            assert set(map(rgb, colours)) <= seen
        assert Image.open(picture).size[0] == 2400
    assert violations == []


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))
