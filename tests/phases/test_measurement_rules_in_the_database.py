"""Figures that can not be: refused by the database itself."""

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from phases.models import MigrationData
from phases.models.measurement import FIGURES
from tests.tracker.builders import DAY, figures

LARGEST = 2**63 - 1


def insert(phase, **more) -> None:
    values = {"timestamp": DAY, **figures(), **more}
    with transaction.atomic():
        MigrationData.objects.bulk_create([MigrationData(phase_id=phase, **values)])


@pytest.mark.parametrize("figure", FIGURES)
def test_a_negative_figure_is_refused(phase, figure):
    with pytest.raises(IntegrityError, match=f"{figure}_check"):
        insert(phase.pk, **{figure: -1})


def test_the_largest_size_is_kept_exactly(phase):
    insert(phase.pk, source_size=LARGEST, target_size=LARGEST, remaining_size=LARGEST)
    assert MigrationData.objects.get().source_size == LARGEST


@pytest.mark.parametrize("figure", ["source_size", "target_objects"])
def test_one_more_is_refused(phase, figure):
    insert(phase.pk)
    with pytest.raises(DataError, match="out of range"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE phases_migrationdata SET {figure} = {LARGEST + 1}")


def test_there_is_one_of_each_phase_date_and_type(phase):
    insert(phase.pk, type="DATA")
    with pytest.raises(IntegrityError, match="measurement_unique"):
        insert(phase.pk, type="DATA")


def test_a_reference_may_share_its_date_with_data(phase):
    insert(phase.pk, type="DATA")
    insert(phase.pk, type="REFERENCE")
    assert phase.measurements.count() == 2


@pytest.mark.parametrize("kind", ["", "data", "BASELINE"])
def test_an_unknown_type_is_refused(phase, kind):
    with pytest.raises(IntegrityError, match="measurement_type_known"):
        insert(phase.pk, type=kind)


def test_an_unknown_door_is_refused(phase):
    with pytest.raises(IntegrityError, match="measurement_via_known"):
        insert(phase.pk, recorded_via="post")


def test_a_measurement_needs_a_phase(db):
    with pytest.raises(IntegrityError, match="phase_id"):
        insert(None)


def test_a_phase_with_measurements_is_not_deleted(phase):
    insert(phase.pk)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="foreign key"):
            cursor.execute("DELETE FROM phases_phase")
