"""Activity as a person reads it: filter, open a line, follow the link to the item."""

import re

from playwright.sync_api import expect

from phases.services.phases import update_phase


def test_filtering_and_opening(
    page, live_server, log_in, manager, phase, violations, assert_presentable
):
    update_phase(phase=phase, source="LTO8")
    log_in(manager)
    page.goto(live_server.url)
    page.get_by_role("link", name="All activity").click()
    page.get_by_label("Item").select_option("phase")
    page.get_by_label("Action").select_option("update")
    expect(page.locator(".trail > li")).to_have_count(1)
    expect(page).to_have_url(re.compile("kind=phase&verb=update"))
    page.locator(".trail summary").click()
    expect(page.locator(".changes")).to_contain_text("LTO7")
    assert_presentable("activity-open")
    page.locator(".trail").get_by_role("link", name="Pilot").click()
    expect(page.get_by_role("heading", name="Pilot", level=1)).to_be_visible()
    assert violations == []
