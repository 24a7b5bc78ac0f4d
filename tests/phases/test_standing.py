"""Where a phase stands: its latest measurement against its baseline."""

from datetime import timedelta

import pytest

from phases.services.measurements import add_measurement
from phases.standing import with_progress
from tests.tracker.builders import DAY, figures, some_phases


def measure(phase, days: int, kind: str = "DATA", **more) -> None:
    add_measurement(
        phase=phase, timestamp=DAY + timedelta(days=days), type=kind, **figures(**more)
    )


def standing(phase):
    return with_progress([phase])[0].standing


def test_there_is_none_before_the_first_measurement(phase):
    assert standing(phase) is None


def test_the_latest_date_counts_not_the_latest_entry(phase):
    measure(phase, 7, target_objects=700)
    measure(phase, 0, target_objects=100)
    assert standing(phase).objects.done == 700


def test_the_reference_is_the_baseline_even_if_it_is_dated_later(phase):
    measure(phase, 0, source_objects=9000)
    measure(phase, 7, "REFERENCE", source_objects=1000)
    assert standing(phase).baseline.source_objects == 1000


def test_without_a_reference_the_earliest_data_is(phase):
    measure(phase, 7, source_objects=1000)
    measure(phase, 0, source_objects=2000)
    assert standing(phase).objects.total == 2000


def test_each_phase_has_its_own(project):
    for n, phase in enumerate(some_phases(project, 3)):
        measure(phase, 0, target_objects=n)
    found = with_progress(project.phases.order_by("name"))
    assert [phase.standing.objects.done for phase in found] == [0, 1, 2]


@pytest.mark.parametrize("count", [2, 20])
def test_one_query_serves_any_number(project, django_assert_num_queries, count):
    phases = some_phases(project, count)
    with django_assert_num_queries(1):
        with_progress(phases)
