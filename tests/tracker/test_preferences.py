"""Theme, time zone and units: remembered, and believed with care."""

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.models import ReportContent
from tests.phases.states import TB, measure
from tests.tracker.reading import HTMX, body, error_at, read
from tracker.history import events
from tracker.models import User
from tracker.units import current_units

DISPLAY = reverse("account_display")


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


def prefer(user, **preferences) -> None:
    User.objects.filter(pk=user.pk).update(**preferences)


@pytest.fixture
def binary(viewer, operator):
    prefer(viewer, size_units="binary")
    prefer(operator, size_units="binary")


def test_the_zone_of_the_account_counts_in_every_browser(web, viewer, northwind):
    web.cookies["tz"] = "Asia/Tokyo"
    prefer(viewer, time_zone="America/Phoenix")
    assert "-07:00" in body(web.get(northwind.get_absolute_url()))


def test_a_zone_that_is_none_any_more_is_as_if_unchosen(web, viewer, northwind):
    web.cookies["tz"] = "Asia/Tokyo"
    prefer(viewer, time_zone="Europe/Atlantis")
    assert "+09:00" in body(web.get(northwind.get_absolute_url()))
    assert web.get(DISPLAY).status_code == 200


def test_sizes_on_pages_are_in_the_readers_units(
    web, client_of, manager, phase, binary
):
    measure(phase, (0, 20, 40), total=100)
    for page in (phase, phase.project, phase.project.customer):
        shown = body(web.get(page.get_absolute_url()))
        assert " TiB" in shown
        assert " TB" not in shown, page
    assert current_units() == "decimal"
    theirs = body(client_of(manager).get(phase.get_absolute_url()))
    assert "40.0 TB" in theirs
    assert "TiB" not in theirs


def test_levels_of_a_chart_are_round_in_the_readers_units(web, phase, binary):
    measure(phase, (0, 20, 40), total=100)
    chart = body(web.get(phase.get_absolute_url())).partition("Bytes on the target")[2]
    labels = [text for text in ("25 TiB", "50 TiB", "75 TiB") if f">{text}<" in chart]
    assert len(labels) == 3


def test_what_leaves_the_product_is_the_same_for_everyone(
    web, client_of, operator, phase, binary
):
    measure(phase, (0, 20, 40), total=100)
    listed = body(web.get(reverse("phases:list"), {"format": "csv"}))
    assert "TB/day" in listed
    address = f"{reverse('reports:create')}?phase={phase.pk}"
    data = {"format": "text", "window": "whole", "forecast": "on"}
    client_of(operator).post(address, data)
    report = bytes(ReportContent.objects.get().file).decode()
    assert "40.0 TB of 100.0 TB" in report
    assert "TiB" not in report


def test_typed_sizes_mean_what_they_say(client_of, operator, binary):
    sizes = client_of(operator)
    for text, value in (("100 TB", 100 * TB), ("100 TiB", 100 * 1024**4)):
        answer = body(sizes.get(reverse("phases:size"), {"source_size": text}))
        assert f"TiB = {value:,} bytes" in answer


def test_preferences_are_chosen_and_leave_no_trace_in_the_history(web, viewer):
    before = events(User).count()
    web.post(DISPLAY, {"time_zone": "Europe/Vienna", "size_units": "binary"})
    viewer.refresh_from_db()
    assert (viewer.time_zone, viewer.size_units) == ("Europe/Vienna", "binary")
    assert events(User).count() == before
    web.post(DISPLAY, {"time_zone": "", "size_units": ""})
    viewer.refresh_from_db()
    assert (viewer.time_zone, viewer.size_units) == ("", "")


@pytest.mark.parametrize("value", ["Europe/Atlantis", "\0", "x" * 5000, "../x"])
@pytest.mark.parametrize("name", ["time_zone", "size_units"])
def test_a_choice_that_is_none_is_refused(web, viewer, name, value):
    assert error_at(web.post(DISPLAY, {name: value}), name)
    assert web.get(DISPLAY, {name: value}).status_code == 200
    viewer.refresh_from_db()
    assert (viewer.time_zone, viewer.size_units) == ("", "")


def test_a_preview_stores_nothing(web, viewer):
    chosen = {"time_zone": "Asia/Tokyo", "size_units": "binary"}
    part = body(web.get(DISPLAY, chosen, headers=HTMX))
    assert "JST" in part
    assert "484.5 TB is shown as 440.7 TiB." in part
    assert "<form" not in part
    viewer.refresh_from_db()
    assert viewer.time_zone == ""
