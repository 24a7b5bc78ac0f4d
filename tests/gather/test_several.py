"""All phases of a project in one step, and one phase from all inventories."""

from datetime import timedelta

import pytest

from gather.models import Inventory
from gather.services.gathering import (
    active_phases,
    figures_for,
    gather,
    gather_all,
    gather_retroactively,
)
from gather.services.stock import discard_inventory, reinstate_inventory
from phases.models import MigrationData
from phases.services.measurements import add_measurement
from phases.services.phases import create_phase, set_phase_status
from tests.gather import stocks
from tests.gather.stocks import DAY
from tests.tracker.builders import figures

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
WEEK = timedelta(days=7)


@pytest.fixture
def copying(project):
    return create_phase(
        project=project, name="NEWS", source="First copy", target="Second copy"
    )


@pytest.fixture
def weeks(northwind):
    """Three of them, each with more copied."""
    return [
        stocks.blackpearl(
            northwind, dated=DAY + WEEK * n, buckets={"NEWS": (1000, 100 * n)}
        )
        for n in range(3)
    ]


def results(outcomes):
    return [each.result for each in outcomes]


def test_from_all_stored_inventories(copying, weeks):
    outcomes = gather_retroactively(phase=copying)
    assert results(outcomes) == ["added"] * 3
    rows = copying.measurements.order_by("timestamp")
    assert [(r.type, r.target_objects) for r in rows] == [
        ("REFERENCE", 0),
        ("DATA", 100),
        ("DATA", 200),
    ]


def test_once_more_changes_nothing(copying, weeks):
    gather_retroactively(phase=copying)
    assert results(gather_retroactively(phase=copying)) == ["kept"] * 3
    assert copying.measurements.count() == 3


def test_an_earlier_measurement_stays_the_baseline(copying, weeks):
    add_measurement(phase=copying, timestamp=DAY - WEEK, **figures())
    gather_retroactively(phase=copying)
    assert not copying.measurements.filter(type="REFERENCE").exists()


def test_only_the_last_inventory_of_a_day(copying, northwind, weeks):
    stocks.blackpearl(northwind, buckets={"NEWS": (5, 5)})
    assert len(gather_retroactively(phase=copying)) == 3


def test_a_bucket_that_came_later(copying, northwind, weeks):
    late = create_phase(
        project=copying.project, name="x", buckets=["LATE"],
        source="First copy", target="Second copy",
    )  # fmt: skip
    stocks.blackpearl(northwind, dated=DAY + WEEK * 3, buckets={"LATE": (5, 5)})
    outcomes = gather_retroactively(phase=late)
    assert results(outcomes) == ["refused"] * 3 + ["added"]
    assert "no bucket 'LATE'" in outcomes[0].problem


def test_a_phase_that_is_refused_stops_no_other(copying, weeks):
    wrong = create_phase(
        project=copying.project, name="A", source="Nowhere", target="Second copy"
    )
    outcomes = gather_all(phases=[wrong, copying])
    assert results(outcomes) == ["refused", "added"]
    assert "no location 'Nowhere'" in outcomes[0].problem


def test_only_active_phases(copying, project):
    assert list(active_phases(project=project)) == [copying]
    set_phase_status(phase=copying, status="paused", status_reason="Summer.")
    assert not active_phases(project=project)


def test_renewing_replaces_what_was_gathered_only(copying, northwind, weeks):
    gather(phase=copying, inventory=weeks[0])
    newer = stocks.blackpearl(northwind, buckets={"NEWS": (1000, 7)})
    outcomes = gather_all(phases=[copying], inventory=newer, renew=True)
    assert results(outcomes) == ["replaced"]
    MigrationData.objects.update(target_objects=8)
    outcomes = gather_all(phases=[copying], inventory=newer, renew=True)
    assert results(outcomes) == ["kept"]


def test_a_discarded_inventory_answers_nothing(copying, weeks, manager):
    latest = weeks[-1]
    gather(phase=copying)
    assert (
        discard_inventory(
            inventory=latest, reason="Another customer's backup.", discarded_by=manager
        )
        == 1
    )
    assert figures_for(phase=copying).inventory == weeks[1]
    assert latest not in Inventory.objects.usable()
    reinstate_inventory(inventory=Inventory.objects.get(pk=latest.pk))
    assert figures_for(phase=copying).inventory == latest


def test_discarding_with_what_came_of_it(copying, weeks):
    gather(phase=copying)
    discard_inventory(
        inventory=weeks[-1], reason="Another customer's.", with_measurements=True
    )
    assert not copying.measurements.exists()


def test_several_phases_read_the_inventory_once(copying, weeks, queries):
    phases = [
        create_phase(
            project=copying.project,
            name=f"NEWS: {number}",
            source="First copy",
            target="Second copy",
        )
        for number in range(10)
    ]

    def reads(some):
        with queries:
            gather_all(phases=some, day=DAY)
        return sum("gather_objectgroup" in q["sql"] for q in queries.captured_queries)

    assert reads(phases[:2]) == reads(phases[2:]) == 1
