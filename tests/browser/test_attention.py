"""Home as an inbox: a reason is set aside in place, and shown again."""

import pytest
from playwright.sync_api import expect

from tests.phases.states import phase_in


@pytest.fixture
def home(page, live_server, log_in, operator, project, violations):
    phase_in("stalled", project)
    phase_in("over", project)
    log_in(operator)
    page.goto(live_server.url)
    yield page
    assert violations == []


def test_set_aside_in_the_panel_and_shown_again(home):
    home.get_by_role("link", name="Set aside Over").click()
    panel = home.locator("#panel")
    panel.get_by_label("Over 100%").uncheck()
    panel.get_by_label("Dismiss").check()
    panel.get_by_label("Why").fill("It is complete once the library moved.")
    panel.get_by_role("button", name="Set aside").click()
    line = home.locator(".attention li", has_text="Over")
    expect(line.get_by_text("Complete", exact=True)).to_have_count(0)
    expect(line.get_by_text("Over 100%", exact=True)).to_be_visible()
    home.get_by_role("link", name="View list").click()
    home.get_by_role("link", name="Set aside", exact=True).click()
    expect(home.locator(".aside")).to_contain_text("Dismissed by operator")
    home.get_by_role("button", name="Show again").click()
    expect(home.get_by_text("Nothing is set aside")).to_be_visible()
