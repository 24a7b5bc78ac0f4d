"""Second factors in a real browser, under the strict policy; with a passkey too."""

from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.fixtures.people import PASSWORD
from tests.tracker.factors import code_of, give_app
from tracker.accounts import second_factor_of


@pytest.fixture
def passkeys(page) -> Iterator[None]:
    """An authenticator that keeps passkeys and always recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield
    session.detach()


def confirm(page) -> None:
    heading = page.get_by_role("heading", name="Confirm your identity")
    heading.wait_for()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    heading.wait_for(state="detached")  # a form is sent once its session was looked for


def add_passkey(page, name: str) -> None:
    page.get_by_role("link", name="Add passkey").first.click()
    confirm(page)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()


def log_out(page) -> None:
    page.locator(".topbar-end .menu summary").last.click()
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("heading", name="Log in").wait_for()


def security(page, live_server) -> None:
    page.goto(live_server.url + reverse("mfa_index"))


def test_a_passkey_from_adding_to_removing(
    page,
    live_server,
    log_in_at_the_form,
    viewer,
    passkeys,
    violations,
    assert_presentable,
):
    log_in_at_the_form(viewer)
    page.locator(".topbar-end .menu summary").last.click()
    page.get_by_role("link", name="Security").click()
    add_passkey(page, "Work laptop")
    assert second_factor_of([viewer]) == {viewer.pk}

    log_out(page)
    page.get_by_role("button", name="Log in with a passkey").click()
    page.wait_for_url(f"{live_server.url}/")

    security(page, live_server)
    page.get_by_role("link", name="Manage passkeys").click()
    assert_presentable("passkeys")
    page.get_by_role("link", name="Remove Work laptop").click()
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Remove passkey").click()
    page.get_by_text("Passkey removed.").wait_for()
    assert second_factor_of([viewer]) == set()
    assert violations == []


def test_a_passkey_after_the_password(
    page,
    live_server,
    log_in_at_the_form,
    viewer,
    passkeys,
    violations,
    assert_presentable,
):
    log_in_at_the_form(viewer)
    security(page, live_server)
    add_passkey(page, "Key")
    log_out(page)
    page.get_by_label("Username").fill(viewer.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("heading", name="Second factor").wait_for()
    assert_presentable("second-factor")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{live_server.url}/")
    assert violations == []


def test_the_app_and_its_codes(
    page, live_server, log_in_at_the_form, viewer, violations, assert_presentable
):
    log_in_at_the_form(viewer)
    security(page, live_server)
    assert_presentable("security")
    page.get_by_role("link", name="Set up authenticator app").click()
    confirm(page)
    assert_presentable("authenticator-app")
    drawn = page.locator(".qr svg").bounding_box()
    assert drawn["width"] > 100
    assert drawn["height"] > 100
    secret = page.get_by_label("Secret key").input_value()
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Activate").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    assert_presentable("recovery-codes")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download codes").click()
    saved = download.value
    assert saved.suggested_filename == "recovery-codes.txt"
    codes = unquote(saved.url.partition(",")[2]).split()
    assert codes == page.locator("#recovery_codes").inner_text().split()
    assert violations == []


def test_whoever_must_is_led_to_it(
    page, live_server, settings, administrator, violations, assert_presentable
):
    settings.REQUIRE_SECOND_FACTOR = True
    page.goto(f"{live_server.url}/customers/")
    page.get_by_label("Username").fill(administrator.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_text("Set one up to continue").wait_for()
    assert_presentable("second-factor-required")
    assert violations == []


def test_without_an_own_passkey_there_is_a_sentence(
    page, live_server, viewer, passkeys
):
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_role("button", name="Log in with a passkey").click()
    page.get_by_text("No passkey was used.").wait_for()


def test_sessions(
    page, live_server, log_in_at_the_form, viewer, client, assert_presentable
):
    client.post(
        reverse("account_login"), {"login": viewer.username, "password": PASSWORD}
    )
    log_in_at_the_form(viewer)
    assert_presentable("sessions", live_server.url + reverse("usersessions_list"))
    page.get_by_role("button", name="End the session of").click()
    page.get_by_text("Session ended.").wait_for()
    assert client.get("/").status_code == 302


def test_a_code_confirms_a_dangerous_act(
    page, live_server, log_in_at_the_form, viewer, assert_presentable
):
    log_in_at_the_form(viewer)
    secret = give_app(viewer)
    page.goto(live_server.url + reverse("mfa_deactivate_totp"))
    page.get_by_role("link", name="Use an authenticator app or a recovery code").click()
    assert_presentable("confirm-by-code")
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Remove your authenticator app?").wait_for()


def test_time_and_units_are_shown_before_they_are_saved(
    page, live_server, log_in_at_the_form, viewer, violations, assert_presentable
):
    log_in_at_the_form(viewer)
    page.locator(".topbar-end .menu summary").last.click()
    page.get_by_role("link", name="Time and units").click()
    preview = page.locator("#display-preview")
    expect(preview).to_contain_text("440.7 TiB is shown as 484.5 TB.")
    page.get_by_label("Units of sizes").select_option("binary")
    expect(preview).to_contain_text("484.5 TB is shown as 440.7 TiB.")
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    expect(preview).to_contain_text("JST")
    assert_presentable("time-and-units")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Time zone and units saved.").wait_for()
    viewer.refresh_from_db()
    assert (viewer.time_zone, viewer.size_units) == ("Asia/Tokyo", "binary")
    assert violations == []
