"""Gathering for a new phase: by mouse, by keyboard only, and without JavaScript."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from gather.services.gathering import gather
from phases.models import MigrationData, Phase
from tests.gather import stocks

pytestmark = pytest.mark.browser


def stored() -> tuple[str, str, str, int, str]:
    measured = MigrationData.objects.get()
    phase = Phase.objects.get()
    assert measured.phase == phase
    return (
        phase.name, phase.source, phase.target, measured.target_objects, measured.type
    )  # fmt: skip


EXPECTED = ("NEWS: second copy", "First copy", "Second copy", 600, "REFERENCE")


def ready(page: Page) -> None:
    """The figures follow by themselves."""
    expect(page.locator("#gather-figures")).to_contain_text("12 usable")
    expect(page.locator("#gather-figures")).to_contain_text("the bucket NEWS")


def test_by_mouse(live_server, log_in, operator, project, inventory, violations,
                  assert_accessible, screenshot):  # fmt: skip
    page = log_in(operator)
    page.goto(live_server.url)
    page.get_by_role("link", name="Gather data", exact=True).first.click()
    page.get_by_label("Customer", exact=True).select_option("Northwind Studios")
    page.get_by_label("Project", exact=True).select_option("News archive")
    page.get_by_label("Phase", exact=True).select_option("Create new phase…")
    page.get_by_label("Phase name").fill("NEWS: second copy")
    page.locator("#id_source").select_option("First copy")
    page.locator("#id_target").select_option("Second copy")
    page.locator("#id_target_tape_partition").select_option("Library A")
    ready(page)
    expect(page.get_by_label("Phase name")).to_have_value("NEWS: second copy")
    assert_accessible(page)
    page.get_by_label("Where these figures come from").click()
    expect(page.locator(".explain-body")).to_contain_text(inventory.backup_sha256)
    screenshot("gather-ready")
    page.get_by_role("button", name="Gather data").click()
    page.get_by_role("heading", name="NEWS: second copy", level=1).wait_for()
    assert stored() == EXPECTED
    # htmx calls it an error when a later choice replaces a request.
    assert [v for v in violations if not v.startswith("htmx:")] == []


def pick(page: Page, label: str, letters: str) -> None:
    """In a select that has the focus, by typing; then on with the tabulator."""
    field = page.locator(f"#{label}")
    field.focus()
    page.keyboard.type(letters)
    page.keyboard.press("Tab")


def test_by_keyboard_only(live_server, log_in, operator, project, inventory):
    page = log_in(operator)
    page.goto(f"{live_server.url}{reverse('gather:gather')}")
    pick(page, "id_customer", "North")
    expect(page.locator("#id_project")).to_be_enabled()
    pick(page, "id_project", "News")
    expect(page.locator("#id_phase")).to_be_enabled()
    pick(page, "id_phase", "Create")
    page.locator("#id_name").wait_for()
    page.locator("#id_name").focus()
    page.keyboard.type("NEWS: second copy")
    page.keyboard.press("Tab")
    expect(page.locator("#id_phase_type")).to_be_focused()
    pick(page, "id_source", "First")
    expect(page.locator("#id_source")).to_have_value("First copy")
    pick(page, "id_target", "Second")
    expect(page.locator("#id_target")).to_have_value("Second copy")
    pick(page, "id_target_tape_partition", "Library")
    ready(page)
    page.locator("#gather-store").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="NEWS: second copy", level=1).wait_for()
    assert stored() == EXPECTED


def test_enter_in_a_field_stores_nothing(live_server, log_in, operator, inventory,
                                         copying):  # fmt: skip
    page = log_in(operator)
    url = f"{live_server.url}{reverse('gather:gather')}"
    page.goto(f"{url}?phase={copying.pk}")
    page.locator("#bucket-search").fill("SPO")
    page.keyboard.press("Enter")
    expect(page.locator("#bucket-list")).not_to_contain_text("EMPTY")
    page.locator("#id_date").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#bucket-list")).not_to_contain_text("EMPTY")
    assert not MigrationData.objects.exists()


def test_without_javascript(live_server, browser, operator, client_of, project,
                            inventory):  # fmt: skip
    cookie = client_of(operator).cookies["tracker_session"].value
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(
        [{"name": "tracker_session", "value": cookie, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(f"{live_server.url}{reverse('gather:gather')}")
    go_on = page.get_by_role("button", name="Continue")
    page.get_by_label("Customer", exact=True).select_option("Northwind Studios")
    go_on.click()
    page.get_by_label("Project", exact=True).select_option("News archive")
    go_on.click()
    page.get_by_label("Phase", exact=True).select_option("Create new phase…")
    go_on.click()
    page.get_by_label("Phase name").fill("NEWS: second copy")
    page.locator("#id_source").select_option("First copy")
    page.get_by_text("Enter another name").nth(1).click()
    page.locator("#id_target_typed").fill("second copy")
    page.get_by_role("button", name="Show figures").click()
    page.get_by_role("button", name="Second copy", exact=True).click()
    page.locator("#id_target_tape_partition").select_option("Library A")
    page.get_by_role("button", name="Show figures").click()
    ready(page)
    page.get_by_role("button", name="Gather data").click()
    page.get_by_role("heading", name="NEWS: second copy", level=1).wait_for()
    assert stored() == EXPECTED
    context.close()


def test_boxes_count_at_once_and_survive_a_search(live_server, log_in, operator,
                                                  inventory, copying):  # fmt: skip
    page = log_in(operator)
    page.goto(f"{live_server.url}{reverse('gather:gather')}?phase={copying.pk}")
    page.get_by_label("SPORT").check()
    expect(page.locator("#gather-figures")).to_contain_text("selected bucket, SPORT")
    expect(page.locator("#bucket-count")).to_have_text("1 of 3 selected")
    page.locator("#bucket-search").fill("new")
    expect(page.locator("#bucket-list")).not_to_contain_text("SPORT")
    page.get_by_label("NEWS").check()
    expect(page.locator("#gather-figures")).to_contain_text("2 selected buckets")
    page.locator("#bucket-search").fill("")
    expect(page.get_by_label("SPORT")).to_be_checked()
    page.get_by_role("button", name="Gather data").click()
    page.get_by_role("heading", name="NEWS", level=1).wait_for()
    copying.refresh_from_db()
    assert set(copying.buckets) == {"NEWS", "SPORT"}
    assert MigrationData.objects.get().source_objects == 1500


def test_two_people_at_once(live_server, log_in, operator, inventory, copying,
                            client_of, screenshot):  # fmt: skip
    """The second is told, sees what the first stored, and decides."""
    page = log_in(operator)
    page.goto(f"{live_server.url}{reverse('gather:gather')}?phase={copying.pk}")
    gather(phase=copying)
    page.get_by_role("button", name="Gather data").click()
    expect(page.locator("#id_date_error")).to_contain_text("already")
    screenshot("gather-exists")
    page.get_by_role("button", name="Replace measurement of 19 Jan 2026").click()
    page.get_by_role("heading", name="NEWS", level=1).wait_for()
    assert MigrationData.objects.count() == 1


def test_many_buckets_are_turned_over_and_chosen_at_once(
    live_server, log_in, operator, northwind, copying, screenshot, assert_accessible
):
    stocks.blackpearl(northwind, buckets={f"b{n:02}": (n + 1, n) for n in range(60)})
    page = log_in(operator)
    page.goto(f"{live_server.url}{reverse('gather:gather')}?phase={copying.pk}")
    frame = page.get_by_role("region", name="Buckets to select from")
    assert frame.bounding_box()["height"] < 500  # it scrolls by itself
    page.get_by_role("button", name="Select all 60").click()
    expect(page.locator("#bucket-count")).to_have_text("60 of 60 selected")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("b59").uncheck()
    expect(page.locator("#bucket-count")).to_have_text("59 of 60 selected")
    expect(page.locator("#gather-figures")).to_contain_text(
        "Only the 59 selected buckets"
    )
    page.get_by_role("button", name="Previous").click()
    expect(page.get_by_label("b00")).to_be_checked()
    page.get_by_text("By bucket", exact=True).click()
    assert_accessible(page)
    screenshot("gather-buckets")
