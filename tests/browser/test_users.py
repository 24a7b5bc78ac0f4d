"""Users, from an invitation to the end of their sessions, as people would go."""

import pytest
from django.urls import reverse

from customers.users.links import offer_password
from tests.fixtures.people import PASSWORD, make_user
from tracker.models import User

NEW = "another long passphrase"


def give_password(page) -> None:
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


@pytest.mark.slow
def test_invited_changed_and_deactivated(
    live_server, browser, log_in, manager, viewer, violations, screenshot
):
    page = log_in(manager)
    page.goto(live_server.url)
    page.get_by_role("link", name="Users").click()
    page.get_by_role("link", name="Invite user").click()
    give_password(page)
    page.get_by_label("Name", exact=True).fill("Nadia Berg")
    page.get_by_label("Role").select_option("operator")
    page.get_by_label("Northwind Studios").check()
    screenshot("users-invite")
    page.get_by_role("button", name="Make link").click()
    link = page.get_by_label("Link", exact=True).input_value()
    screenshot("users-link")

    context = browser.new_context()
    theirs = context.new_page()
    theirs.goto(link)
    theirs.get_by_label("Username").fill("nadia")
    theirs.get_by_label("Password", exact=True).fill(NEW)
    theirs.get_by_label("Password again").fill(NEW)
    theirs.get_by_role("button", name="Create account").click()
    theirs.wait_for_url(f"{live_server.url}/")

    page.get_by_role("link", name="Done").click()
    page.get_by_role("link", name="nadia").click()
    page.get_by_role("link", name="Change role and customers").click()
    panel = page.locator("#panel")
    panel.get_by_label("Role").select_option("viewer")
    panel.get_by_role("button", name="Save").click()
    page.get_by_text("User nadia saved.").wait_for()
    page.get_by_role("link", name="Deactivate").click()
    panel.get_by_role("button", name="Deactivate user").click()
    page.get_by_text("User nadia deactivated.").wait_for()

    theirs.get_by_role("link", name="Phases", exact=True).click()
    theirs.get_by_role("heading", name="Log in").wait_for()
    context.close()
    assert User.objects.get(username="nadia").role == "viewer"
    assert violations == []


@pytest.mark.slow
def test_pages_look_as_they_should(
    live_server, log_in, page, manager, viewer, northwind, assert_presentable
):
    make_user("nadia", first_name="Nadia", last_name="Berg", customer=northwind)
    _, secret = offer_password(user=viewer, by=manager)
    base = live_server.url
    link = base + reverse("users:open", args=[secret])
    assert_presentable("users-open", link)
    assert_presentable("users-gone", base + reverse("users:open", args=["wrong"]))
    log_in(manager)
    assert_presentable("users-list", base + reverse("users:list"))
    detail = base + reverse("users:detail", args=[viewer.pk])
    assert_presentable("users-detail", detail)
    page.goto(f"{detail}edit/")
    give_password(page)
    page.get_by_role("button", name="Save").wait_for()
    assert_presentable("users-edit")
    assert_presentable("users-logged-in", link)


def test_the_page_of_who_has_no_role(
    live_server, log_in, page, manager, northwind, assert_presentable
):
    log_in(make_user("newcomer", customer=northwind))
    assert_presentable("users-no-role", live_server.url)
