"""The admin in a real Chromium, under the strict content security policy."""

import pytest
from django.urls import reverse

from tests.admin.conftest import url
from tests.fixtures.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visit(log_in, live_server, administrator, screenshot):
    page = log_in(administrator)

    def go(path, picture):
        page.goto(f"{live_server.url}{path}")
        page.wait_for_load_state("networkidle")
        screenshot(f"admin-{picture}")
        return page

    return go


def pick(page, field, typed, shown):
    """Choose in one of the admin's pickers, which ask the server."""
    page.locator(f".field-{field} .select2-selection").first.click()
    page.locator(".select2-search__field").fill(typed)
    page.locator(".select2-results__option", has_text=shown).click()


def test_the_login_leads_into_the_admin(page, live_server, administrator, violations):
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("Username").fill(administrator.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(f"{live_server.url}/admin/")
    assert page.get_by_role("heading", name="Administration").is_visible()
    assert violations == []


def test_looking_around(visit, violations, measurement, operator):
    phase = measurement.phase
    visit("/admin/", "index")
    visit(url("customers_customer"), "customers")
    visit(url("phases_migrationdata"), "measurements")
    visit(url("phases_phase", "change", phase.pk), "phase")
    visit(url("phases_phase", "history", phase.pk), "history")
    visit(url("phases_phase", "delete", phase.pk), "protected")
    visit(url("phases_phaseevent"), "events")
    visit(url("tracker_user", "change", operator.pk), "user")
    visit(reverse("admin:password_change"), "password")
    assert violations == []


def test_adding_a_phase_with_picker_and_calendar(visit, violations, project):
    page = visit(url("phases_phase", "add"), "phase-add")
    pick(page, "project", "news north", "Northwind Studios — News archive")
    page.locator("#id_name").fill("Pilot")
    page.locator(".field-target_date .date-icon").click()
    page.get_by_role("link", name="Today").last.click()
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.locator(".messagelist").inner_text().endswith("added successfully.")
    assert project.phases.get().target_date
    assert violations == []


def test_an_error_stands_by_its_field(visit, violations, phase):
    page = visit(url("phases_phase", "change", phase.pk), "phase-change")
    page.locator("#id_target").fill("LTO7")
    page.get_by_role("button", name="Save", exact=True).click()
    error = page.locator(".field-target .errorlist").inner_text()
    assert error == (
        "Source and target are the same location. Choose a different one for either."
    )
    assert violations == []


def test_rows_of_a_template(visit, violations, template):
    page = visit(url("phases_projecttemplate", "change", template.pk), "template")
    page.get_by_text("Add another Template phase").click()
    page.locator("#id_phases-1-position").fill("1")
    page.locator("#id_phases-1-name").fill("Verify")
    page.locator("#id_phases-1-type").select_option("IOM_BUCKET")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/projecttemplate/")
    assert template.phases.count() == 2
    assert violations == []


def test_purging_asks_for_the_name(visit, violations, screenshot, measurement):
    page = visit(url("customers_customer"), "customers")
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_label("Action:").select_option(label="Delete permanently…")
    page.get_by_role("button", name="Go").click()
    screenshot("admin-purge")
    page.get_by_label("Type “Northwind Studios”").fill("Northwind Studios")
    page.get_by_role("button", name="Delete permanently").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    assert "deleted permanently" in page.locator(".messagelist").inner_text()
    assert violations == []
