"""Everything about a restore by keyboard, and nothing but the keyboard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from customers.models import Customer
from jobs.models import JobState
from restore.models import Restore
from tests.browser.test_restore_flow import (  # noqa: F401 - fixtures
    at_work,
    backup,
    browsing,
    customer,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LONG = 120_000
MOST_STOPS = 80
# Whatever has the focus is seen, and so is that it has it. A date shows which of its
# parts has it in a way of the browser's own.
SHOWN = """() => {
    const it = document.activeElement, whole = it.closest(".drop-zone") || it;
    const { outlineStyle, boxShadow } = getComputedStyle(whole);
    if (it.type === "date") return true;
    const { width, height } = whole.getBoundingClientRect();
    return width > 0 && height > 0 && (outlineStyle !== "none" || boxShadow !== "none");
}"""


def tab_to(page: Page, wanted: Locator) -> None:
    """By the key that goes on; what is passed on the way is seen, too."""
    expect(wanted).to_be_attached(timeout=LONG)
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement !== document.body"):
            assert page.evaluate(SHOWN), page.evaluate(
                "() => document.activeElement.outerHTML"
            )
        if wanted.evaluate("it => it === document.activeElement"):
            return
    raise AssertionError(f"{wanted} can not be reached")


def press(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def state(page: Page, text: str) -> None:
    expect(page.locator(".job-progress .badge")).to_have_text(text, timeout=LONG)


def choose_customer(page: Page, customer: Customer) -> None:  # noqa: F811
    tab_to(page, page.get_by_label("1. Customer"))
    page.keyboard.type(customer.name)
    expect(page.locator("#choice")).to_contain_text(customer.database_suffix)


@pytest.mark.usefixtures("at_work")
def test_from_the_choice_to_gathering(
    browsing: Page,  # noqa: F811
    backup: Path,  # noqa: F811
    customer: Customer,  # noqa: F811
    assert_accessible: Callable[[Page], None],
    violations: list[str],
) -> None:
    page = browsing
    # The system's own window, where only the choosing of a file happens.
    page.on("filechooser", lambda chooser: chooser.set_files([backup]))
    page.reload()
    choose_customer(page, customer)
    tab_to(page, page.get_by_label("BlackPearl"))
    page.keyboard.press("ArrowRight")
    expect(page.locator("#choice")).to_contain_text("rio_db_")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#choice")).to_contain_text("tapesystem_")
    tab_to(page, page.locator("#id_file"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/restore/*-*/", timeout=LONG)
    tab_to(page, page.get_by_label("Continue to Gather data"))
    page.keyboard.press("Space")
    state(page, "Done")
    assert_accessible(page)
    press(page, page.locator("#log > summary"))
    tab_to(page, page.get_by_role("log"))
    press(page, page.get_by_role("link", name=f"Gather data for {customer}"))
    page.wait_for_url(f"**/gather/?customer={customer.pk}")
    expect(page.locator("#id_customer")).to_have_value(str(customer.pk))
    assert violations == []


@pytest.mark.usefixtures("at_work")
def test_a_question_is_answered(
    browsing: Page,  # noqa: F811
    backup: Path,  # noqa: F811
    customer: Customer,  # noqa: F811
    assert_accessible: Callable[[Page], None],
    screenshot: Callable[[str], None],
) -> None:
    """Not to be restored; after all; yes."""
    page = browsing
    page.locator("#id_file").set_input_files([backup])
    page.wait_for_url("**/gather/**", timeout=LONG)
    start_again(page, customer)
    state(page, "Waiting for an answer")
    press(page, button(page, "Cancel restore"))
    state(page, "Cancelled")
    assert_accessible(page)
    screenshot("restore-cancelled")
    press(page, button(page, "Try again"))
    state(page, "Waiting for an answer")
    assert_accessible(page)
    press(page, button(page, "Restore anyway"))
    page.wait_for_url("**/gather/**", timeout=LONG)
    assert Restore.objects.filter(job__state=JobState.DONE).count() == 2


def start_again(page: Page, customer: Customer) -> None:  # noqa: F811
    """With the file that is here already."""
    page.goto(page.url.partition("/gather/")[0] + "/restore/")
    choose_customer(page, customer)
    tab_to(page, page.get_by_label("Or choose a backup already on the server"))
    page.keyboard.press("ArrowDown")
    press(page, button(page, "Restore"))
    page.wait_for_url("**/restore/*-*/", timeout=LONG)
