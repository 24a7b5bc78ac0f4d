"""A phase's page by keyboard alone, without JavaScript, and on paper."""

import pytest
from playwright.sync_api import expect

from tests.fixtures.people import PASSWORD
from tests.phases.states import phase_in


@pytest.fixture
def healthy(live_server, project):
    return live_server.url + phase_in("healthy", project).get_absolute_url()


def test_explanations_open_and_close_by_keyboard(page, log_in, administrator, healthy):
    log_in(administrator)
    page.goto(healthy)
    button = page.get_by_label("How the forecast is calculated")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("geometric mean")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("geometric mean")).to_be_hidden()


@pytest.fixture
def plain_page(browser, live_server, administrator):
    """Logged in, where no script runs."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("Username").fill(administrator.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    yield page
    context.close()


def test_without_javascript_windows_and_explanations_work(plain_page, healthy):
    plain_page.goto(healthy)
    plain_page.get_by_label("How the forecast is calculated").click()
    expect(plain_page.get_by_text("geometric mean")).to_be_visible()
    plain_page.get_by_role("link", name="Whole phase").click()
    expect(plain_page.get_by_role("link", name="Whole phase")).to_have_attribute(
        "aria-current", "page"
    )


def test_on_paper_there_is_nothing_to_click(page, log_in, administrator, healthy):
    log_in(administrator)
    page.goto(healthy)
    page.emulate_media(media="print")
    expect(page.get_by_role("img", name="Bytes on the target")).to_be_visible()
    for name in ("Gather data", "Import", "Whole phase"):
        expect(page.get_by_role("link", name=name)).to_be_hidden()
    expect(page.get_by_role("button", name="Add note")).to_be_hidden()
