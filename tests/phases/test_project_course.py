"""How far a project was, as the sum of its phases day by day."""

from datetime import date, timedelta

import pytest

from phases.models import PhaseSummary, ProjectForecast
from phases.rollup import rollup
from phases.services.measurements import add_measurement, delete_measurement
from phases.services.phases import create_phase
from tests.phases.states import TB, gather, one_of_each, phase_in
from tests.tracker.reading import body

pytestmark = pytest.mark.slow

DAY = date(2026, 1, 5)


def course(project) -> list:
    return ProjectForecast.objects.get(project=project).course


@pytest.fixture
def two(project):
    return [create_phase(project=project, name=name) for name in ("A", "B")]


def test_a_phase_stays_where_its_last_gather_left_it(project, two):
    first, second = two
    gather(first, DAY, 10, 100)
    gather(second, DAY + timedelta(days=3), 5, 50)
    gather(first, DAY + timedelta(days=7), 30, 100)
    done = [
        (day, bytes_done // TB, of // TB)
        for day, _, _, bytes_done, of in course(project)
    ]
    assert done == [
        ("2026-01-05", 10, 100),
        ("2026-01-08", 15, 150),
        ("2026-01-12", 35, 150),
    ]


def test_of_several_of_one_day_the_one_written_last_counts(project, two):
    gather(two[0], DAY, 10, 100, type="REFERENCE")
    gather(two[0], DAY, 20, 100)
    assert [day[3] for day in course(project)] == [20 * TB]


def test_without_a_counted_remaining_the_source_is_all(project, two):
    add_measurement(
        phase=two[0],
        timestamp=DAY,
        source_objects=9,
        source_size=90,
        target_objects=4,
        target_size=40,
    )
    assert course(project) == [["2026-01-05", 4, 9, 40, 90]]


def test_without_a_counted_remaining_the_baseline_counts_as_on_the_phase(project, two):
    """A source that shrinks as it is emptied leaves the total as it was."""
    common = {"phase": two[0], "source_objects": 9, "target_objects": 4}
    add_measurement(timestamp=DAY, source_size=90, target_size=40, **common)
    later = DAY + timedelta(days=7)
    add_measurement(timestamp=later, source_size=20, target_size=70, **common)
    assert course(project)[-1] == ["2026-01-12", 4, 9, 70, 90]
    together = rollup(PhaseSummary.objects.filter(phase__project=project))
    assert (together.bytes.done, together.bytes.total) == (70, 90)


def test_it_follows_a_deletion(project, two):
    row = add_measurement(
        phase=two[0],
        timestamp=DAY,
        source_objects=9,
        source_size=90,
        target_objects=4,
        target_size=40,
    )
    delete_measurement(measurement=row)
    assert course(project) == []


def test_it_ends_where_the_project_stands(project):
    one_of_each(project)
    together = rollup(PhaseSummary.objects.filter(phase__project=project))
    _, objects, of_objects, in_bytes, of_bytes = course(project)[-1]
    assert (objects, of_objects) == (together.objects.done, together.objects.total)
    assert (in_bytes, of_bytes) == (together.bytes.done, together.bytes.total)


def test_the_page_draws_it_with_the_days_of_the_forecast(client_of, viewer, project):
    phase_in("healthy", project)
    page = body(client_of(viewer).get(project.get_absolute_url()))
    assert "Bytes on the target" in page
    assert "Likely range" in page


def test_of_one_day_nothing_is_drawn(client_of, viewer, project, two):
    gather(two[0], DAY, 10, 100)
    page = body(client_of(viewer).get(project.get_absolute_url()))
    assert "Bytes on the target" not in page
