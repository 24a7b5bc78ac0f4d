"""Lists at every width: cards on a phone, a line a row at a desk, all of a screen."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from customers.services import create_customer
from phases.services.phases import create_phase, update_phase
from projects.services import create_project
from tests.browser.test_phase_by_other_means import plain_page  # noqa: F401 - a fixture
from tests.fixtures.browser import unpresentable
from tests.phases.conftest import TODAY
from tests.phases.states import one_of_each

LISTS = {name: reverse(f"{name}:list") for name in ("customers", "projects", "phases")}
LONG = "Feature masters and trailers, second copy in the other building"
TALLEST = """Math.max(...[...document.querySelectorAll('.one-line tbody tr')]
    .map(row => row.offsetHeight))"""
OUTSIDE = """() => [...document.querySelectorAll('.one-line, .one-line *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1).length"""
WIDTH = "document.querySelector('.one-line').offsetWidth"


@pytest.fixture
def filled(project, northwind):
    phases = one_of_each(project)
    update_phase(phase=phases["healthy"], target_date=TODAY + timedelta(days=20))
    update_phase(phase=phases["stalled"], name=LONG)
    create_phase(project=project, name="Never measured")
    create_project(customer=northwind, name=LONG, type="RIO_CRUISE_SGL")
    create_customer(name="Lakeside")
    of_rows = {"project": project, "customer": northwind}
    pages = {name: row.get_absolute_url() for name, row in of_rows.items()}
    return {**LISTS, **pages, "home": "/"}


@pytest.mark.slow
@pytest.mark.parametrize("name", [*LISTS, "project", "customer", "home"])
def test_each_width(page, live_server, log_in, administrator, filled, screenshot, name):
    log_in(administrator)
    page.goto(live_server.url + filled[name])
    for width in (360, 768, 1280, 2560):
        page.set_viewport_size({"width": width, "height": 900})
        for theme in ("dark", "light"):
            page.emulate_media(color_scheme=theme)
            screenshot(f"list-{name}-{width}-{theme}")
        if width < 900:
            assert page.evaluate(OUTSIDE) == 0, width
        else:
            assert page.evaluate(TALLEST) < 40, width
    assert page.evaluate(WIDTH) > 2200
    assert not unpresentable(page)


def test_columns_and_views_without_a_script(plain_page, live_server, filled):  # noqa: F811
    plain_page.goto(live_server.url + LISTS["phases"])
    plain_page.get_by_role("link", name="Stalled", exact=True).click()
    expect(plain_page.get_by_role("row")).to_have_count(2)
    plain_page.get_by_text("Columns", exact=True).click()
    plain_page.get_by_role("checkbox", name="Rate").uncheck()
    plain_page.get_by_role("button", name="Show these columns").click()
    expect(plain_page.get_by_role("columnheader", name="Rate")).to_have_count(0)
    plain_page.get_by_role("link", name="Save view").click()
    plain_page.get_by_label("Name").fill("Standing still")
    plain_page.get_by_role("button", name="Save view").click()
    view = plain_page.get_by_role("link", name="Standing still")
    expect(view).to_have_attribute("aria-current", "true")
    plain_page.get_by_role("link", name="Delete view").click()
    plain_page.get_by_role("button", name="Delete view").click()
    expect(view).to_have_count(0)
