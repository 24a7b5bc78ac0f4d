"""The list of phases: what it is sorted and narrowed by, and what is unknown."""

from datetime import timedelta

import pytest
from django.urls import reverse

from phases.filters import ATTENTION
from phases.services.expectations import expect
from phases.services.phases import create_phase, set_phase_status, update_phase
from phases.tables import PhaseTable
from tests.phases.conftest import TODAY
from tests.phases.states import measure, one_of_each, phase_in
from tests.tracker.reading import names, read

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("noon")]
LIST = reverse("phases:list")


@pytest.fixture
def web(client_of, viewer):
    return client_of(viewer)


@pytest.fixture
def pair(project):
    """A quick phase with a distant target date, and a slow one that will be late."""
    soon, distant = TODAY + timedelta(days=10), TODAY + timedelta(days=900)
    quick = create_phase(project=project, name="Quick", target_date=distant)
    slow = create_phase(project=project, name="Slow", target_date=soon)
    measure(quick, (0, 20, 40, 60, 80), ago=3)
    measure(slow, (0, 1, 2, 3, 4), ago=1)
    create_phase(project=project, name="Unmeasured")
    return quick, slow


def test_unknown_is_last_whichever_way_it_is_sorted(web, pair):
    for column in PhaseTable.unknown_last:
        up, down = (names(web.get(LIST, {"sort": f"{s}{column}"})) for s in ("", "-"))
        assert {up[-1], down[-1]} == {"Unmeasured"}, column
        assert up[:2] == down[1::-1], column


def test_the_first_of_an_order(web, pair):
    for sort, first in (
        ("forecast", "Quick"),
        ("commit_to", "Quick"),
        ("slack", "Slow"),
        ("-bytes", "Quick"),
        ("-rate", "Quick"),
        ("-last_gather", "Slow"),
    ):
        assert names(web.get(LIST, {"sort": sort}))[0] == first, sort


def test_slack_is_of_the_manual_end_date_where_there_is_one(web, pair):
    quick, _ = pair
    end = quick.target_date + timedelta(days=1)
    expect(phase=quick, expected_date=end, expected_reason="The site is closed.")
    row = web.get(LIST, {"q": "Quick"}).context["page"].rows[0]
    assert row.slack == -1
    assert "−1 day" in read(web.get(LIST, {"q": "Quick"})).texts["#results"]


def test_a_stale_forecast_is_no_order(web, pair, settings):
    settings.STALE_DAYS = 2
    assert names(web.get(LIST, {"sort": "forecast"}))[0] == "Slow"
    assert names(web.get(LIST, {"sort": "-rate"}))[0] == "Slow"


def test_one_click_finds_the_active_phases_with_a_reason(web, project):
    states = one_of_each(project)
    update_phase(phase=states["healthy"], target_date=TODAY + timedelta(days=10))
    create_phase(project=project, name="New")
    create_phase(project=project, name="Later", status="planned")
    links = read(web.get(LIST)).attributes("a", "href")
    for reason, name in (
        ("overdue", "Overdue"),
        ("stalled", "Stalled"),
        ("late", "Healthy"),
        ("stale", "Stale"),
        ("unmeasured", "New"),
    ):
        [link] = [link for link in links if f"attention={reason}" in link]
        page = web.get(link)
        assert names(page) == [name]
        assert LIST + "?" in read(page).attributes("a", "href")


def test_a_paused_phase_has_no_reason(web, project):
    set_phase_status(phase=phase_in("stalled", project), status="paused")
    for reason, _ in ATTENTION:
        assert names(web.get(LIST, {"attention": reason})) == [], reason
