"""Selected phases are edited in one go, in the list and on the page of a project."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from phases.models import Phase
from tests.phases.states import one_of_each


@pytest.fixture
def pages(page, live_server, log_in, administrator, project):
    one_of_each(project)
    log_in(administrator)
    return page


def test_from_the_list(pages, live_server, violations, assert_presentable):
    pages.goto(live_server.url + reverse("phases:list"))
    edit = pages.get_by_role("button", name="Edit", exact=True)
    expect(edit).to_be_disabled()
    for name in ("Stalled", "Overdue"):
        pages.get_by_label(f"Select {name}").check()
    edit.click()
    expect(pages.get_by_role("heading", name="Edit 2 phases")).to_be_visible()
    assert_presentable("edit-several")
    pages.get_by_label("Target", exact=True).fill("First copy")
    pages.get_by_role("button", name="Preview changes").click()
    expect(pages.get_by_text("2 phases can’t be changed")).to_be_visible()
    assert_presentable("edit-several-refused")
    pages.get_by_role("button", name="Back to the form").click()
    pages.get_by_label("Target", exact=True).fill("")
    pages.get_by_label("Status", exact=True).select_option("paused")
    pages.get_by_label("Reason for the status").fill("The library is being moved")
    pages.get_by_label("Remove target date").check()
    pages.get_by_role("button", name="Preview changes").click()
    change = pages.get_by_role("button", name="Save changes to 2 phases")
    expect(change).to_be_visible()
    assert_presentable("edit-several-preview")
    change.click()
    expect(pages.get_by_text("2 phases changed.")).to_be_visible()
    paused = Phase.objects.filter(status="paused", status_reason__contains="library")
    assert set(paused.values_list("name", flat=True)) == {"Stalled", "Overdue"}
    assert violations == []


def test_from_a_project(pages, live_server, project, violations):
    pages.goto(live_server.url + project.get_absolute_url())
    pages.get_by_label("Select all on this page").check()
    pages.get_by_role("button", name="Edit", exact=True).click()
    pages.get_by_label("Target date", exact=True).fill("2027-03-12")
    pages.get_by_role("button", name="Preview changes").click()
    pages.get_by_role("button", name="Save changes to 8 phases").click()
    pages.wait_for_url(live_server.url + project.get_absolute_url())
    assert not Phase.objects.filter(target_date=None).exists()
    assert violations == []
