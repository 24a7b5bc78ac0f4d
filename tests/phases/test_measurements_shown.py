"""The latest measurements of a phase on its page, and all of them behind."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phases.forecast import Calendar
from phases.models import MigrationData
from phases.overview import MOST_SEEN, seen_days
from phases.windows import Window, change
from tests.phases.states import measure
from tests.tracker.builders import DAY, some_measurements
from tests.tracker.reading import HTMX, body, read


@pytest.fixture
def web(client_of, operator):
    return client_of(operator)


def every(phase, query: str = "") -> str:
    return reverse("phases:measurements", args=[phase.pk]) + query


def targets(response) -> list[int]:
    return [step.row.target_objects for step in response.context["steps"]]


def test_the_latest_eight_with_what_changed_and_how_far_it_was(web, phase):
    measure(phase, (0, 5, 10, 20, 30, 40, 50, 60, 70, 68))
    html = read(web.get(phase.get_absolute_url()))
    table = html.texts["#measurements"]
    assert table.count("gathered") + table.count("entered manually") == 8
    assert "−2.0 TB" in table
    assert "68.0%" in table
    assert "+5.0 TB" in table  # of the eighth, since one that is not shown
    assert "All 10 measurements" in table
    assert every(phase) in html.attributes("a", "href")


def test_the_first_of_all_has_none_before_it(web, phase):
    some_measurements(phase, 1)
    [step] = web.get(phase.get_absolute_url()).context["steps"]
    assert (step.before, step.more_objects, step.more_bytes) == (None, None, None)
    assert "All 1" not in body(web.get(phase.get_absolute_url()))


def test_all_of_them_page_by_page(web, phase):
    some_measurements(phase, 120)
    first = web.get(every(phase))
    assert targets(first) == [*range(119, 69, -1)]
    assert "1 to 50 of 120 measurements" in body(first)
    assert targets(web.get(every(phase, "?page=3"))) == [*range(19, -1, -1)]


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 5000, "\0", "²"])
def test_a_page_that_is_none_is_one_of_them(web, phase, page):
    some_measurements(phase, 51)
    response = web.get(every(phase), {"page": page})
    assert response.status_code == 200
    assert len(targets(response)) in (1, 50)


def test_without_any_its_page_says_so(web, phase):
    assert "No measurements yet" in body(web.get(every(phase)))


def test_in_the_place_of_the_latest_comes_the_table_alone(web, phase):
    some_measurements(phase, 9)
    html = body(web.get(every(phase), headers=HTMX))
    assert html.strip().startswith('<section id="measurements">')
    assert "<html" not in html


def test_the_page_reads_no_more_of_them_in_full_than_it_shows(web, phase, operator):
    some_measurements(phase, 30)
    with CaptureQueriesContext(connection) as queries:
        web.get(phase.get_absolute_url())
    full = [q["sql"] for q in queries if '"phases_migrationdata"."note"' in q["sql"]]
    tables = [sql for sql in full if "tracker_user" in sql and "LIMIT" in sql]
    assert [sql.split("LIMIT ")[1].split()[0] for sql in tables] == ["9"]


@pytest.mark.parametrize("window", list(Window))
@pytest.mark.parametrize(
    "bounds",
    [(None, None), (5, 1400), (0, 1), (-3, 9000), (333, 335), (700, None), (None, 2)],
)
def test_of_very_many_days_a_change_is_that_of_all(window, bounds):
    days = [DAY + timedelta(days=2 * n) for n in range(1001)]
    begin, end = (n if n is None else DAY + timedelta(days=n) for n in bounds)
    seen = sorted(seen_days(days, begin, end))
    assert len(seen) < MOST_SEEN
    assert ends(days, window, begin, end) == ends(seen, window, begin, end)


def ends(days, window, begin, end) -> list[date]:
    rows = [MigrationData(timestamp=day) for day in days]
    found = change(rows, window, Calendar.without([]), begin=begin, end=end)
    return [found.first.timestamp, found.last.timestamp] if found else []


def test_a_viewer_is_offered_nothing_to_change(client_of, viewer, phase):
    some_measurements(phase, 9)
    html = read(client_of(viewer).get(every(phase)))
    links = html.attributes("a", "href")
    assert not [
        url for url in links if url.endswith(("/edit/", "/delete/", "/import/"))
    ]
