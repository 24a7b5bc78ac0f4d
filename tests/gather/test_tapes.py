"""What a tape takes, while the gathers of a phase do not tell."""

from datetime import timedelta

import pytest

from gather.models import TapeGroup
from gather.services.gathering import gather, gather_all
from gather.services.tapes import bytes_per_tape, held
from phases.models import PhaseSummary
from phases.services.measurements import add_measurement
from phases.services.phases import create_phase
from tests.gather import stocks
from tests.gather.stocks import DAY, OBJECT, TB
from tests.tracker.reading import read

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
LTO9 = {"partition": "Library A", "type": "LTO9", "state": "NORMAL"}


@pytest.fixture
def copying(project):
    return phase_named(project, "NEWS")


def phase_named(project, name, **more):
    places = {"source": "First copy", "target": "Second copy"}
    partition = {"target_tape_partition": "Library A"}
    return create_phase(project=project, name=name, **{**places, **partition, **more})


def written(inventory, tapes: int, used: int, each: int = 18 * TB, **more) -> TapeGroup:
    values = {**LTO9, "assigned": True, **more}
    return TapeGroup.objects.create(
        inventory=inventory,
        location=inventory.locations.get(number=stocks.SECOND_LTO9),
        tapes=tapes,
        total_raw_capacity=tapes * each,
        available_raw_capacity=tapes * each - used,
        **values,
    )


def summary(phase) -> PhaseSummary:
    return PhaseSummary.objects.get(phase=phase)


def test_a_first_gather_knows_what_the_tapes_of_the_partition_hold(northwind, copying):
    inventory = stocks.blackpearl(northwind)
    written(inventory, 4, used=32 * TB)
    gather(phase=copying, inventory=inventory)
    found = summary(copying)
    assert found.bytes_per_tape == 8 * TB
    assert not found.tapes_from_history
    assert found.tapes_needed == 1  # 400 objects of 4 GB


def test_while_nothing_is_written_a_tape_takes_its_capacity(northwind, copying):
    """The LTO7 of the partition are the source's: no scratch tape is like them."""
    gather(phase=copying, inventory=stocks.blackpearl(northwind))
    assert summary(copying).bytes_per_tape == 6 * TB


def test_a_count_that_stands_still_tells_nothing(northwind, copying):
    for week, copied in enumerate((100, 200, 300)):
        inventory = stocks.blackpearl(
            northwind,
            dated=DAY + timedelta(weeks=week),
            buckets={"NEWS": (1000, copied)},
        )
        written(inventory, 1, used=(week + 1) * TB)
        gather(phase=copying, inventory=inventory)
    found = summary(copying)
    assert found.scratch_tapes == 14
    assert found.bytes_per_tape == 3 * TB  # of the last one
    assert not found.tapes_from_history


def test_once_one_is_taken_the_history_tells(northwind, copying):
    for week, (copied, scratch) in enumerate(((100, 14), (350, 12))):
        inventory = stocks.blackpearl(
            northwind,
            dated=DAY + timedelta(weeks=week),
            buckets={"NEWS": (1000, copied)},
        )
        inventory.tape_groups.filter(type="LTO9").delete()
        TapeGroup.objects.create(
            inventory=inventory, assigned=False, tapes=scratch, **LTO9,
            total_raw_capacity=scratch * 18 * TB,
            available_raw_capacity=scratch * 18 * TB,
        )  # fmt: skip
        gather(phase=copying, inventory=inventory)
    found = summary(copying)
    assert found.bytes_per_tape == 250 * OBJECT / 2
    assert found.tapes_from_history


def test_what_is_typed_in_later_keeps_what_the_inventory_said(northwind, copying):
    gather(phase=copying, inventory=stocks.blackpearl(northwind))
    add_measurement(
        phase=copying, timestamp=DAY + timedelta(weeks=1),
        source_objects=1000, source_size=4 * TB, target_objects=700,
        target_size=3 * TB, target_scratch_tapes=14,
    )  # fmt: skip
    assert summary(copying).bytes_per_tape == 6 * TB


def test_of_a_rio_the_blackpearl_beside_it_tells(northwind, project):
    stocks.blackpearl(northwind)
    cruise = phase_named(
        project, "DIVA", type="RIO_CRUISE", source="DIVA", target="Cruise"
    )
    gather(phase=cruise, inventory=stocks.rio(northwind))
    assert summary(cruise).bytes_per_tape == 6 * TB


def test_typed_in_only_it_is_not_known(copying):
    add_measurement(
        phase=copying, timestamp=DAY, source_objects=1, source_size=1,
        target_objects=0, target_size=0, target_scratch_tapes=14,
    )  # fmt: skip
    found = summary(copying)
    assert (found.bytes_per_tape, found.tapes_needed) == (None, None)


@pytest.mark.parametrize("count", [1, 20])
def test_two_queries_serve_any_number(
    northwind, project, count, django_assert_num_queries
):
    inventory = stocks.blackpearl(northwind)
    phases = [phase_named(project, f"NEWS: {n}") for n in range(count)]
    gather_all(phases=phases, inventory=inventory)
    with django_assert_num_queries(2):
        assert set(bytes_per_tape(phases)) == {phase.pk for phase in phases}


def group(assigned: bool, tapes: int, used: int, **more) -> TapeGroup:
    values = {"type": "LTO9", "total_raw_capacity": tapes * 18, **more}
    total = values["total_raw_capacity"]
    return TapeGroup(
        assigned=assigned, tapes=tapes, available_raw_capacity=total - used, **values
    )


@pytest.mark.parametrize(
    ("groups", "size"),
    [
        ([], None),
        ([group(True, 2, 20)], 10),  # no scratch tape is left
        ([group(True, 2, 0), group(False, 3, 0)], 18),
        ([group(True, 2, 0)], None),
        ([group(True, 2, 20, type="LTO7"), group(False, 3, 0)], 18),
        ([group(False, 3, 0, type="LTO_CLEANING_TAPE")], None),
        ([group(False, 3, 0, total_raw_capacity=0)], None),  # not known yet
    ],
)
def test_what_is_held(groups, size):
    assert held(groups) == size


def test_the_page_says_where_it_is_from(client_of, operator, northwind, copying):
    gather(phase=copying, inventory=stocks.blackpearl(northwind))
    text = read(client_of(operator).get(copying.get_absolute_url())).texts["#main"]
    assert "14 scratch tapes left, 1 needed. There are enough." in text
    assert "so this uses the latest inventory" in text
