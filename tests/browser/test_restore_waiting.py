"""What can be done while no worker takes an upload or a restore."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from customers.appliances import Appliance
from customers.models import Customer
from jobs.models import Trigger
from restore.services import start_restore
from tests.browser.test_restore_flow import (  # noqa: F401 - fixtures
    backup,
    browsing,
    customer,
)
from tests.browser.test_restore_keyboard import LONG, button, press, state

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_an_upload_that_is_being_checked_cannot_be_cancelled(
    browsing: Page,  # noqa: F811
    backup: Path,  # noqa: F811
) -> None:
    page = browsing
    page.locator("#id_file").set_input_files([backup])
    expect(page.locator(".upload")).to_contain_text("Checking", timeout=LONG)
    expect(button(page, f"Cancel: {backup.name}")).to_have_count(0)


def test_a_restore_is_cancelled_after_a_second_thought(
    browsing: Page,  # noqa: F811
    backup: Path,  # noqa: F811
    customer: Customer,  # noqa: F811
    live_server: LiveServer,
) -> None:
    page = browsing
    asked = start_restore(
        customer=customer,
        kind=Appliance.BLACKPEARL,
        path=str(backup),
        trigger=Trigger.WEB,
    )
    page.goto(live_server.url + asked.get_absolute_url())
    state(page, "Queued")
    press(page, button(page, "Stop job"))
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Stop this job?")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button(page, "Stop job")).to_be_focused()
    page.keyboard.press("Enter")
    press(page, dialog.get_by_role("button", name="Stop job"))
    state(page, "Cancelled")
