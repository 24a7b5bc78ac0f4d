"""All building blocks on one page, charts among them: accessible in both themes."""

import pytest


@pytest.fixture
def styleguide(settings, live_server, log_in, administrator) -> str:
    settings.ROOT_URLCONF = "tests.reports.urls"
    log_in(administrator)
    return f"{live_server.url}/styleguide/"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_accessible_and_silent(
    page, styleguide, violations, assert_accessible, screenshot, theme
):
    page.emulate_media(color_scheme=theme)
    page.goto(styleguide)
    for summary in page.locator("figure summary").all():
        summary.click()
    assert_accessible(page)
    screenshot(f"styleguide-{theme}")
    assert violations == []


def test_charts_follow_the_theme(page, styleguide):
    def stroke() -> str:
        line = page.locator("svg.chart path.line-1").first
        return line.evaluate("line => getComputedStyle(line).stroke")

    page.emulate_media(color_scheme="light")
    page.goto(styleguide)
    light = stroke()
    page.emulate_media(color_scheme="dark")
    assert stroke() != light


def test_it_fits_a_phone(page, styleguide, screenshot):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(styleguide)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    screenshot("styleguide-phone")
