"""Measurements: added, corrected with a reason, deleted, brought back."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from phases.models import MigrationData, PhaseSummary, ProjectForecast
from phases.services.measurements import (
    add_measurement,
    correct_measurement,
    delete_measurement,
    restore_measurement,
)
from tests.tracker.builders import DAY, figures
from tracker.services import CONFLICT

Events = MigrationData.pgh_event_model


@pytest.fixture
def measurement(phase, operator) -> MigrationData:
    return add_measurement(
        phase=phase, timestamp=DAY, recorded_by=operator, **figures()
    )


def test_unknown_figures_stay_unknown(measurement):
    measurement.refresh_from_db()
    assert measurement.remaining_objects is None
    assert measurement.target_scratch_tapes is None


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (timezone.localdate() + timedelta(days=2), "This date is in the future."),
        (date(1999, 12, 31), "The earliest date is 1 Jan 2000."),
    ],
)
def test_a_date_that_can_not_be_is_refused_by_its_field(phase, day, sentence):
    with pytest.raises(ValidationError) as refused:
        add_measurement(phase=phase, timestamp=day, **figures())
    assert refused.value.message_dict == {"timestamp": [sentence]}


def test_today_and_the_first_day_of_2000_are_dates(phase):
    for day in (timezone.localdate(), date(2000, 1, 1)):
        add_measurement(phase=phase, timestamp=day, **figures())
    assert phase.measurements.count() == 2


@pytest.mark.parametrize("value", [-1, 2**63, None])
def test_a_size_that_can_not_be_is_refused_by_its_field(phase, value):
    with pytest.raises(ValidationError) as refused:
        add_measurement(phase=phase, timestamp=DAY, **figures(source_size=value))
    assert set(refused.value.message_dict) == {"source_size"}
    assert not MigrationData.objects.exists()


def test_a_second_of_the_same_day_and_type_is_refused(measurement, phase):
    with pytest.raises(ValidationError, match="Correct that measurement"):
        add_measurement(phase=phase, timestamp=DAY, **figures())


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_correction_needs_a_reason(measurement, reason):
    with pytest.raises(ValidationError) as refused:
        correct_measurement(measurement=measurement, reason=reason, target_objects=1)
    assert set(refused.value.message_dict) == {"reason"}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_one_at_once_one_is_told(phase):
    ready = threading.Barrier(2)
    told: list[str] = []

    def add() -> None:
        try:
            ready.wait(10)
            add_measurement(phase=phase, timestamp=DAY, **figures())
        except ValidationError as refused:
            told.extend(refused.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert ["Correct that measurement" in sentence for sentence in told] == [True]
    assert phase.measurements.count() == 1


def test_a_correction_keeps_its_reason_and_the_old_figure(measurement):
    correct_measurement(measurement=measurement, reason="Typo", target_objects=260)
    before, after = Events.objects.order_by("pgh_id")
    assert (before.target_objects, after.target_objects) == (250, 260)
    assert after.pgh_context.metadata["reason"] == "Typo"


def test_another_note_is_no_newer_figure(phase):
    """Of two measurements of a day, the one with the latest figures counts."""
    common = {"phase": phase, "timestamp": DAY}
    first = add_measurement(type="REFERENCE", **common, **figures(target_objects=1))
    second = add_measurement(type="DATA", **common, **figures(target_objects=2))
    correct_measurement(measurement=first, reason="Source of the figure", note="Typed")
    assert PhaseSummary.objects.get().latest == second
    assert ProjectForecast.objects.get().course[-1][1] == 2
    correct_measurement(measurement=first, reason="Typo", target_objects=3)
    assert PhaseSummary.objects.get().latest == first


def test_of_two_people_who_correct_the_second_is_told(measurement):
    version = measurement.updated_at
    correct = {"measurement": measurement, "version": version, "reason": "Typo"}
    correct_measurement(**correct, target_objects=260)
    with pytest.raises(ValidationError) as refused:
        correct_measurement(**correct, target_objects=270)
    assert refused.value.messages == [CONFLICT]


def test_a_deletion_is_undone_to_the_letter(measurement, operator):
    number = delete_measurement(measurement=measurement)
    assert not MigrationData.objects.exists()
    back = restore_measurement(event=Events.objects.get(pgh_id=number))
    assert (back.target_objects, back.timestamp) == (250, DAY)
    assert back.recorded_by == operator


def test_it_is_not_undone_twice(measurement):
    number = delete_measurement(measurement=measurement)
    event = Events.objects.get(pgh_id=number)
    restore_measurement(event=event)
    with pytest.raises(ValidationError, match="already exists"):
        restore_measurement(event=event)


def test_it_is_not_undone_over_a_newer_one(measurement, phase):
    number = delete_measurement(measurement=measurement)
    add_measurement(phase=phase, timestamp=DAY, **figures())
    with pytest.raises(ValidationError, match="of this type on this date"):
        restore_measurement(event=Events.objects.get(pgh_id=number))


def test_it_is_not_undone_without_its_phase(measurement, phase):
    number = delete_measurement(measurement=measurement)
    phase.delete()
    with pytest.raises(ValidationError, match="its phase has been deleted"):
        restore_measurement(event=Events.objects.get(pgh_id=number))


def test_it_is_undone_although_its_author_is_gone(measurement, operator):
    number = delete_measurement(measurement=measurement)
    operator.delete()
    back = restore_measurement(event=Events.objects.get(pgh_id=number))
    assert back.recorded_by is None
