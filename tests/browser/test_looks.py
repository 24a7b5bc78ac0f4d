"""Every page in both themes: accessible, silent, and no wider than a phone."""

import pytest

PAGES = {
    "home": "/",
    "customers": "/customers/",
    "projects": "/projects/",
    "phases": "/phases/",
    "templates": "/phases/templates/",
    "search": "/search/?q=n",
    "activity": "/activity/",
    "health": "/health/",
    "customer-new": "/customers/new/",
    "phase-new": "/phases/new/",
    "customer": "customer",
    "project": "project",
    "phase": "phase",
    "missing": "/nothing/",
    "password": "/accounts/password/change/",
}


@pytest.fixture
def addresses(live_server, northwind, project, phase, measurement):
    rows = {"customer": northwind, "project": project, "phase": phase}
    return {
        name: live_server.url
        + (rows[path].get_absolute_url() if path in rows else path)
        for name, path in PAGES.items()
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible_and_silent(
    page,
    log_in,
    administrator,
    addresses,
    violations,
    assert_accessible,
    screenshot,
    theme,
):
    page.emulate_media(color_scheme=theme)
    log_in(administrator)
    for name, url in addresses.items():
        page.goto(url)
        assert_accessible(page)
        screenshot(f"{name}-{theme}")
    assert [v for v in violations if "404" not in v] == []


def test_pages_fit_a_phone(page, log_in, administrator, addresses, screenshot):
    page.set_viewport_size({"width": 360, "height": 740})
    log_in(administrator)
    for name, url in addresses.items():
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
        screenshot(f"{name}-phone")


def test_login_is_accessible(page, live_server, assert_accessible, violations):
    page.goto(f"{live_server.url}/accounts/login/")
    assert_accessible(page)
    assert violations == []
