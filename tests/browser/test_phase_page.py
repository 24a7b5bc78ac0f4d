"""A phase's page: sections in sight, the journal beside, all measurements behind."""

import pytest
from playwright.sync_api import expect

from notes.services import add_note
from tests.phases.states import measure

HIDDEN = """() => {
    const line = document.querySelector('.anchors').getBoundingClientRect();
    const heading = document.querySelector(':target').getBoundingClientRect();
    return heading.top < line.bottom;
}"""


@pytest.fixture
def opened(page, live_server, log_in, administrator, phase):
    measure(phase, tuple(range(0, 60, 5)), target_scratch_tapes=30)
    add_note(subject=phase, text="Library is moved tomorrow.", author=administrator)
    log_in(administrator)
    page.goto(live_server.url + phase.get_absolute_url())
    return page


def test_by_keyboard(opened, violations, screenshot):
    line = opened.get_by_role("navigation", name="On this page")
    expect(line.get_by_role("link", name="Progress")).to_have_attribute(
        "aria-current", "true"
    )
    for name in ("Measurements", "Period"):
        line.get_by_role("link", name=name).focus()
        opened.keyboard.press("Enter")
        expect(line.locator("[aria-current]")).to_have_text(name)
        assert not opened.evaluate(HIDDEN), name
        expect(line).to_be_in_viewport()
    more = opened.get_by_role("link", name="All 12 measurements")
    expect(opened.locator("#measurements tbody tr")).to_have_count(8)
    more.focus()
    opened.keyboard.press("Enter")
    expect(opened.locator("#measurements tbody tr")).to_have_count(12)
    expect(opened.locator("#h-measurements")).to_be_focused()
    assert opened.url.endswith("#h-change")
    screenshot("phase-all-measurements")
    assert violations == []


@pytest.mark.parametrize(
    ("width", "beside"), [(1280, True), (900, False), (360, False)]
)
def test_the_journal_is_beside_where_there_is_room(opened, width, beside):
    opened.set_viewport_size({"width": width, "height": 900})
    notes = opened.locator("#notes").bounding_box()
    progress = opened.locator("section:has(> header > #h-progress)").bounding_box()
    assert (notes["x"] >= progress["x"] + progress["width"]) == beside
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_measurements_are_cards(opened):
    opened.set_viewport_size({"width": 360, "height": 740})
    frame = opened.locator("#measurements .table-wrap")
    assert frame.evaluate("frame => frame.scrollWidth - frame.clientWidth") == 0
    line = opened.get_by_role("navigation", name="On this page")
    assert line.evaluate("line => line.scrollWidth > line.clientWidth")
