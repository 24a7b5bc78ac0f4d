"""Theme and time zone: remembered by the browser, believed with care."""

import pytest
from django.utils import timezone

from tests.tracker.reading import body, read


@pytest.fixture
def web(client_of, viewer):
    return client_of(viewer)


def theme(web) -> list[str]:
    return read(web.get("/")).attributes("html", "data-theme")


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_theme_is_chosen_and_remembered(web, name):
    response = web.post("/theme/", {"theme": name, "next": "/phases/?q=a"})
    assert response.url == "/phases/?q=a"
    assert theme(web) == [name]


def test_auto_follows_the_system(web):
    web.post("/theme/", {"theme": "dark"})
    web.post("/theme/", {"theme": "auto"})
    assert theme(web) == []


@pytest.mark.parametrize("name", ["", "pink", '"><script>', "\0"])
def test_a_theme_that_is_none_is_not_remembered(web, name):
    assert web.post("/theme/", {"theme": name}).url == "/"
    assert "theme" not in web.cookies


@pytest.mark.parametrize("cookie", ["pink", '"><script>alert(1)</script>', "../x"])
def test_a_forged_theme_is_not_believed(web, cookie):
    web.cookies["theme"] = cookie
    assert theme(web) == []


def test_a_theme_leads_nowhere_else(web):
    response = web.post("/theme/", {"theme": "dark", "next": "//evil.example/"})
    assert response.url == "/"


@pytest.mark.parametrize("cookie", ["Asia/Tokyo", "Asia%2FTokyo"])
def test_times_are_shown_in_the_zone_of_the_browser(web, northwind, cookie):
    web.cookies["tz"] = cookie
    html = body(web.get(northwind.get_absolute_url()))
    assert "+09:00" in html
    assert "JST" in html


@pytest.mark.parametrize(
    "cookie",
    ["", "Nowhere/City", "../../etc/passwd", "x" * 4000, "\xe9", "/etc/passwd"],
)
def test_a_forged_zone_is_not_believed(web, northwind, cookie):
    web.cookies["tz"] = cookie
    html = body(web.get(northwind.get_absolute_url()))
    assert "+00:00" in html


def test_the_zone_ends_with_the_request(web, northwind):
    web.cookies["tz"] = "Asia/Tokyo"
    web.get(northwind.get_absolute_url())
    assert timezone.get_current_timezone_name() == "UTC"
