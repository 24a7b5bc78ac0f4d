"""Measuring phases by inventories, one at a time."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from gather.measuring.explanation import explain
from gather.models import Origin
from gather.services.gathering import figures_for, gather
from phases.services.measurements import (
    correct_measurement,
    delete_measurement,
    restore_measurement,
)
from phases.services.phases import create_phase
from restore.models import RestoredDatabase
from tests.gather import stocks
from tests.gather.stocks import DAY, OBJECT
from tests.tracker.reading import read
from tracker.history import events

pytestmark = pytest.mark.django_db


@pytest.fixture
def copying(project):
    return create_phase(
        project=project,
        name="NEWS: second copy",
        source="First copy",
        target="Second copy",
        target_tape_partition="Library A",
    )


@pytest.fixture
def inventory(northwind):
    return stocks.blackpearl(northwind)


def problems(call) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        call()
    return refused.value.message_dict


def test_the_bucket_that_the_phase_is_named_for(copying, inventory):
    preview = figures_for(phase=copying)
    assert (preview.rule, preview.buckets) == ("named", ["NEWS"])
    assert preview.figures.as_dict() == {
        "source_objects": 1000,
        "source_size": 1000 * OBJECT,
        "target_objects": 600,
        "target_size": 600 * OBJECT,
        "remaining_objects": 400,
        "remaining_size": 400 * OBJECT,
        "elsewhere_objects": 0,
        "elsewhere_size": 0,
    }
    assert preview.remarks == []


def test_all_buckets_are_said_to_be_all(project, inventory):
    phase = create_phase(
        project=project, name="Everything", source="First copy", target="Second copy"
    )
    measured = gather(phase=phase)
    assert measured.source_objects == 1500
    assert measured.note.startswith("All buckets: none is chosen")


def test_chosen_buckets(copying, inventory):
    assert figures_for(phase=copying, buckets=["SPORT"]).figures.source_objects == 500
    assert gather(phase=copying, buckets=["SPORT"]).source_objects == 500
    copying.refresh_from_db()
    assert copying.buckets == []


def test_chosen_buckets_are_remembered_when_asked(copying, inventory):
    gather(phase=copying, buckets=["SPORT"], remember_buckets=True)
    copying.refresh_from_db()
    assert copying.buckets == ["SPORT"]


def test_the_first_is_the_reference(copying, inventory, northwind, operator):
    first = gather(phase=copying, requested_by=operator)
    assert (first.type, first.timestamp) == ("REFERENCE", DAY)
    assert (first.recorded_by, first.recorded_via) == (operator, "gather")
    later = stocks.blackpearl(northwind, dated=DAY + timedelta(days=7))
    assert gather(phase=copying, inventory=later).type == "DATA"


def test_scratch_tapes_and_the_usable_ones(copying, inventory):
    preview = figures_for(phase=copying)
    assert (preview.scratch.tapes, preview.scratch.usable) == (14, 12)


def test_a_member_that_is_never_selected_takes_no_tapes(copying, northwind):
    stocks.blackpearl(northwind, write_preference="NEVER_SELECT")
    preview = figures_for(phase=copying)
    assert (preview.scratch.tapes, preview.scratch.usable) == (14, 0)


def test_objects_on_neither_location_are_said_beside_the_progress(
    copying, northwind, client_of, viewer
):
    """1,598 objects, of which 400 are nowhere: all of the others are copied."""
    stocks.blackpearl(northwind, buckets={"NEWS": (1198, 1198)}, nowhere=400)
    gather(phase=copying)
    web = client_of(viewer)
    page = read(web.get(copying.get_absolute_url()))
    assert "100.0%" in page.texts[".double-bar"]
    assert "progress: 400 objects, 1.6 TB." in page.texts["#main"]
    project = read(web.get(copying.project.get_absolute_url())).texts["#main"]
    assert "progress: 400 objects, 1.6 TB." in project
    assert "400 objects, 1.6 TB elsewhere" in project
    assert "400 objects, 1.6 TB are on neither" in read(web.get("/")).texts["#main"]


def test_without_a_partition_there_is_no_number_of_tapes(project, inventory):
    phase = create_phase(
        project=project, name="NEWS", source="First copy", target="Second copy"
    )
    assert gather(phase=phase).target_scratch_tapes is None


@pytest.mark.parametrize(
    ("field", "wrong", "near"),
    [
        ("source", "first copy", "'First copy'"),
        ("source", "Frist copy", "'First copy'"),
        ("target", "Second copy/LTO8", "'Second copy/LTO9'"),
        ("target", "", "has no target. Choose one"),
        ("target_tape_partition", "Library", "'Library A'"),
        ("buckets", ["news"], "'NEWS'"),
    ],
)
def test_an_unknown_name_is_no_zero(copying, inventory, field, wrong, near):
    setattr(copying, field, wrong)
    (sentence,) = problems(lambda: figures_for(phase=copying))[field]
    assert near in sentence


def test_without_an_inventory(copying):
    errors = problems(lambda: gather(phase=copying))
    assert "Restore a backup" in errors["date"][0]


def test_a_day_without_one_names_those_that_have(copying, inventory):
    errors = problems(lambda: gather(phase=copying, day=DAY + timedelta(days=1)))
    assert "19 Jan 2026" in errors["date"][0]


def test_the_future_is_refused(copying, inventory):
    tomorrow = timezone.localdate() + timedelta(days=1)
    errors = problems(lambda: gather(phase=copying, inventory=inventory, day=tomorrow))
    assert errors["date"] == ["This date is in the future."]


def test_an_inventory_of_the_other_kind(copying, northwind):
    other = stocks.rio(northwind)
    errors = problems(lambda: gather(phase=copying, inventory=other))
    assert "measured on a BlackPearl" in errors["inventory"][0]


def test_an_inventory_of_somebody_else(copying, harbour):
    theirs = stocks.blackpearl(harbour)
    errors = problems(lambda: gather(phase=copying, inventory=theirs))
    assert "another customer" in errors["inventory"][0]


def test_one_whose_restore_failed_does_not_count(copying, inventory):
    RestoredDatabase.objects.filter(restore=inventory.restore).delete()
    assert "Restore a backup" in problems(lambda: gather(phase=copying))["date"][0]


def test_a_day_with_data_is_kept_unless_replaced(copying, inventory, northwind):
    first = gather(phase=copying)
    newer = stocks.blackpearl(northwind, buckets={"NEWS": (2000, 700)})
    errors = problems(lambda: gather(phase=copying, inventory=newer))
    assert "Replace or keep" in errors["date"][0]
    replaced = gather(phase=copying, inventory=newer, replace=True)
    assert (replaced.pk, replaced.source_objects) == (first.pk, 2000)
    assert replaced.type == "REFERENCE"
    assert Origin.objects.get(measurement_id=first.pk).inventory == newer
    event = events(type(first)).filter(pgh_obj_id=first.pk).latest("pgh_id")
    assert "Gathered again" in event.pgh_context.metadata["reason"]


def test_reference_and_data_of_one_day(copying, inventory):
    gather(phase=copying)
    assert gather(phase=copying, type="DATA").type == "DATA"


def test_another_date_than_the_inventory_s(copying, inventory):
    day = date(2026, 1, 21)
    assert gather(phase=copying, inventory=inventory, day=day).timestamp == day


def test_where_the_figures_come_from(copying, inventory):
    explanation = explain(gather(phase=copying))
    assert (explanation.backup, explanation.sha256) == (
        inventory.backup_name,
        inventory.backup_sha256,
    )
    assert ("Source", "First copy") in explanation.inputs
    assert [name for name, _ in explanation.per_bucket] == ["NEWS"]
    assert explanation.corrected == []


def test_the_explanation_outlives_changes_of_the_phase(copying, inventory):
    measured = gather(phase=copying)
    copying.source, copying.name = "Second copy", "Other"
    copying.save()
    explanation = explain(measured)
    assert ("Source", "First copy") in explanation.inputs
    assert explanation.per_bucket[0][1].source_objects == 1000


def test_a_correction_shows_beside_what_was_gathered(copying, inventory):
    measured = gather(phase=copying)
    corrected = correct_measurement(
        measurement=measured, reason="Counted by hand.", target_objects=601
    )
    assert explain(corrected).corrected == [("target_objects", 600, 601)]


def test_what_was_typed_in_has_no_explanation(measurement):
    assert explain(measurement) is None


def test_an_undone_deletion_finds_its_origin_again(copying, inventory):
    measured = gather(phase=copying)
    number = delete_measurement(measurement=measured)
    event = events(type(measured)).get(pgh_id=number)
    assert explain(restore_measurement(event=event)).inventory == inventory
