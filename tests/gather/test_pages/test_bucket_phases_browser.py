"""Choosing buckets for phases in a browser: what follows shows while one ticks."""

import pytest
from django.urls import reverse

from phases.models import Phase

pytestmark = pytest.mark.browser


def test_tick_search_and_add(
    page, log_in, operator, live_server, inventory, project, violations, screenshot
):
    log_in(operator)
    page.goto(live_server.url + project.get_absolute_url())
    page.get_by_text("Add more").click()
    page.get_by_role("link", name="Phases from buckets").click()
    page.get_by_label("Source", exact=True).select_option("First copy")
    page.get_by_label("NEWS").check()
    result = page.locator("#bucket-phases-result")
    result.get_by_text("1: NEWS").wait_for()
    page.get_by_label("Search buckets").fill("spo")
    page.get_by_label("NEWS").wait_for(state="detached")
    page.get_by_label("SPORT").check()
    result.get_by_text("2: NEWS, SPORT").wait_for()
    screenshot("gather-bucket-phases-chosen")
    result.get_by_role("button", name="Add phases").click()
    page.wait_for_url("**" + reverse("projects:detail", args=[project.pk]))
    sources = Phase.objects.order_by("name").values_list("name", "source")
    assert list(sources) == [("NEWS", "First copy"), ("SPORT", "First copy")]
    assert violations == []
