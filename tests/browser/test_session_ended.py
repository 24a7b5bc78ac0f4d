"""The session's row is deleted under an open page: nothing that was typed is lost."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from customers.models import Customer
from jobs.services import create_job
from notes.models import Note
from tests.fixtures.people import PASSWORD
from tests.jobs import kinds  # noqa: F401 - registers what they do
from tests.tracker.factors import code_of, give_app


def end_session() -> None:
    Session.objects.all().delete()


def dialog(page: Page):
    return page.locator("#login")


def log_in_over(page: Page, name: str) -> None:
    dialog(page).get_by_label("Username").fill(name)
    dialog(page).get_by_label("Password", exact=True).fill(PASSWORD)
    dialog(page).get_by_role("button", name="Log in", exact=True).click()


@pytest.fixture
def typed(live_server, log_in, operator, page) -> Page:
    """A new customer in the panel of the list, typed and not yet sent."""
    log_in(operator)
    page.goto(f"{live_server.url}/customers/")
    page.get_by_role("link", name="Add customer").click()
    page.locator("#panel").get_by_label("Name", exact=True).fill("Lakeside Films")
    end_session()
    return page


def send(page: Page) -> None:
    page.locator("#panel").get_by_role("button", name="Add customer").click()


def test_a_form_goes_on_after_the_login_over_it(typed, operator, assert_presentable):
    page, secret = typed, give_app(operator)
    send(page)
    expect(dialog(page)).to_contain_text("What you entered on this page is kept.")
    log_in_over(page, "operator")
    assert not Customer.objects.filter(name="Lakeside Films").exists()
    assert_presentable("session-ended")
    dialog(page).get_by_label("Code").fill(code_of(secret))
    dialog(page).get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("heading", name="Lakeside Films", level=1).wait_for()


def test_a_wrong_password_is_said_there(typed, operator):
    page = typed
    send(page)
    dialog(page).get_by_label("Username").fill("operator")
    dialog(page).get_by_label("Password", exact=True).fill("wrong")
    dialog(page).get_by_role("button", name="Log in", exact=True).click()
    expect(dialog(page)).to_contain_text("do not match")
    log_in_over(page, "operator")
    page.get_by_role("heading", name="Lakeside Films", level=1).wait_for()


def test_another_user_is_asked_first(typed, manager):
    page = typed
    send(page)
    log_in_over(page, "manager")
    expect(dialog(page)).to_contain_text("this page was opened by operator")
    assert not Customer.objects.filter(name="Lakeside Films").exists()
    page.get_by_role("button", name="Continue as manager").click()
    page.get_by_role("heading", name="Lakeside Films", level=1).wait_for()


def test_a_form_that_leaves_the_page_keeps_its_text(
    live_server, log_in, operator, phase, page
):
    log_in(operator)
    page.goto(f"{live_server.url}{phase.get_absolute_url()}")
    page.locator("#notes textarea").fill("The library moves.")
    end_session()
    page.get_by_role("button", name="Add note").click()
    log_in_over(page, "operator")
    page.get_by_text("Note added.").first.wait_for()
    assert Note.objects.get().text == "The library moves."


def test_polling_says_so_once(live_server, log_in, operator, northwind, page):
    log_in(operator)
    job = create_job(kind="test_count", input={}, trigger="web", customer=northwind)
    page.goto(f"{live_server.url}{job.get_absolute_url()}")
    end_session()
    said = page.locator("[data-session-toast]")
    said.wait_for()
    refused = []
    page.on("response", lambda answer: refused.append(answer.status))
    page.wait_for_timeout(2500)
    assert refused == []
    expect(said).to_have_count(1)
    said.get_by_role("button", name="Log in").click()
    log_in_over(page, "operator")
    expect(said).to_have_count(0)
    with page.expect_response("**/progress/**") as answer:
        pass
    assert answer.value.ok


@pytest.fixture
def no_script(browser, live_server):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    yield context.new_page()
    context.close()


def test_without_script(no_script, operator):
    page = no_script
    page.goto("/customers/new/")
    page.get_by_label("Username").fill("operator")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Lakeside Films")
    end_session()
    page.get_by_role("button", name="Add customer").click()
    page.get_by_role("heading", name="Your session has ended").wait_for()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Log in in a new tab").click()
    tab = opened.value
    tab.get_by_label("Username").fill("operator")
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.get_by_role("button", name="Log in", exact=True).click()
    tab.get_by_role("heading", name="You are logged in").wait_for()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send as operator").click()
    page.get_by_role("heading", name="Lakeside Films", level=1).wait_for()


class TestLeaving:
    @pytest.fixture
    def panel(self, live_server, log_in, operator, page):
        log_in(operator)
        page.goto(f"{live_server.url}/customers/")
        page.get_by_role("link", name="Add customer").click()
        page.locator("#panel").get_by_label("Name", exact=True).fill("Lakeside")
        return page.locator("#panel form")

    def test_the_browser_asks(self, panel, page):
        asked = []
        page.on("dialog", lambda box: (asked.append(box.type), box.dismiss()))
        page.get_by_role("link", name="Projects").first.click()
        expect(panel.get_by_label("Name", exact=True)).to_have_value("Lakeside")
        assert asked == ["beforeunload"]

    def test_closing_the_panel_asks(self, panel, page):
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Keep editing").click()
        expect(panel.get_by_label("Name", exact=True)).to_have_value("Lakeside")
        panel.get_by_role("link", name="Cancel").click()
        page.get_by_role("button", name="Discard it").click()
        expect(panel).to_have_count(0)

    def test_another_form_in_the_panel_asks(self, panel, page):
        page.get_by_role("link", name="Add customer").click()
        page.get_by_role("button", name="Discard it").click()
        expect(panel.get_by_label("Name", exact=True)).to_have_value("")

    def test_after_it_was_sent_nobody_asks(self, panel, page):
        asked = []
        page.on("dialog", lambda box: (asked.append(box.type), box.accept()))
        panel.get_by_role("button", name="Add customer").click()
        page.get_by_role("heading", name="Lakeside", level=1).wait_for()
        assert asked == []
