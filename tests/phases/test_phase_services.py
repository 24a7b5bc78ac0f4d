"""Adding, changing, copying and deleting phases."""

import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from customers.services import create_customer
from notes.services import add_note
from phases.models import Phase, PhaseType
from phases.services.phases import (
    create_phase,
    delete_phase,
    duplicate_phase,
    free_name,
    set_phase_status,
    set_phases_status,
    update_phase,
)
from projects.services import create_project
from tests.tracker.builders import some_measurements
from tracker.services import CONFLICT

DUPLICATE = "This project already has a phase with this name. Choose another name."


@pytest.mark.parametrize(
    ("project_type", "phase_type"),
    [
        ("IOM_BUCKET", "IOM_BUCKET"),
        ("IOM_EXCLUSION", "IOM_EXCLUSION"),
        ("RIO_CRUISE_DIVA", "RIO_CRUISE"),
        ("RIO_CRUISE_SGL", "RIO_CRUISE"),
        ("RIO_CRUISE_OTHER", "RIO_CRUISE"),
    ],
)
def test_the_type_follows_from_the_project(northwind, project_type, phase_type):
    project = create_project(customer=northwind, name="P", type=project_type)
    assert create_phase(project=project, name="A").type == phase_type


def test_the_type_may_differ_from_the_project(project):
    phase = create_phase(project=project, name="A", type="RIO_CRUISE")
    assert phase.type == PhaseType.RIO_CRUISE


def test_an_unknown_type_of_project_has_no_type_of_phase():
    with pytest.raises(ValueError, match="TAPE"):
        PhaseType.of_project("TAPE")


@pytest.mark.parametrize("kind", ["RIO_CRUISE_SGL", "x"])
def test_an_unknown_type_is_refused_by_its_field(project, kind):
    with pytest.raises(ValidationError) as refused:
        create_phase(project=project, name="A", type=kind)
    assert "type" in refused.value.message_dict


def test_a_duplicate_is_refused_by_its_field(phase):
    with pytest.raises(ValidationError) as refused:
        create_phase(project=phase.project, name=" PILOT ")
    assert refused.value.message_dict == {"name": [DUPLICATE]}


def test_source_and_target_are_two_places(project):
    with pytest.raises(ValidationError) as refused:
        create_phase(project=project, name="A", source="LTO9", target="LTO9")
    assert set(refused.value.message_dict) == {"target"}


@pytest.mark.parametrize("buckets", [["a", "a"], [" "], ["a\0"], ["\ud800"]])
def test_odd_buckets_are_refused_by_their_field(project, buckets):
    with pytest.raises(ValidationError) as refused:
        create_phase(project=project, name="A", buckets=buckets)
    assert set(refused.value.message_dict) == {"buckets"}


def test_of_two_people_who_edit_the_second_is_told(phase):
    version = phase.updated_at
    update_phase(phase=phase, version=version, name="First")
    with pytest.raises(ValidationError) as refused:
        update_phase(phase=phase, version=version, name="Second")
    assert refused.value.messages == [CONFLICT]
    assert Phase.objects.get().name == "First"


def test_a_phase_is_not_moved_to_another_customer(phase, harbour):
    theirs = create_project(customer=harbour, name="Theirs", type="IOM_BUCKET")
    with pytest.raises(ValidationError) as refused:
        update_phase(phase=phase, project=theirs)
    assert refused.value.message_dict == {
        "project": [
            "A phase can't be moved to another customer. "
            "It belongs to Northwind Studios."
        ]
    }


def test_a_duplicate_is_set_up_alike_but_planned_and_unmeasured(phase):
    update_phase(phase=phase, buckets=["news"], target_date=date(2027, 1, 1))
    phase.refresh_from_db()
    some_measurements(phase, 1)
    copy = duplicate_phase(phase=phase, name="Pilot (2)")
    assert (copy.source, copy.target, copy.buckets) == ("LTO7", "LTO9", ["news"])
    assert copy.status == "planned"
    assert not copy.measurements.exists()


def test_a_free_name_is_counted_up_and_fits(phase):
    assert free_name(phase) == "Pilot (2)"
    create_phase(project=phase.project, name="pilot (2)")
    assert free_name(phase) == "Pilot (3)"


def test_a_free_name_of_the_longest_name_fits(project):
    longest = create_phase(project=project, name="x" * 200)
    copy = duplicate_phase(phase=longest, name=free_name(longest))
    assert copy.name.endswith("x (2)")


def test_a_status_comes_with_its_reason(phase):
    set_phase_status(phase=phase, status="paused", status_reason="Library is moved")
    phase.refresh_from_db()
    assert (phase.status, phase.status_reason) == ("paused", "Library is moved")
    assert not Phase.objects.active().exists()


def test_a_status_for_many_counts_what_it_changed(phase):
    other = create_phase(project=phase.project, name="B", status="paused")
    assert set_phases_status(phases=[phase, other], status="paused") == 1


def test_an_inactive_customer_hides_its_phases(phase):
    customer = phase.project.customer
    customer.active = False
    customer.save()
    assert not Phase.objects.active().exists()


def test_a_phase_with_measurements_is_not_deleted(phase):
    some_measurements(phase, 1)
    with pytest.raises(ValidationError, match="has measurements"):
        delete_phase(phase=phase)


def test_a_phase_goes_with_its_notes(phase, operator):
    add_note(subject=phase, text="Seen", author=operator)
    delete_phase(phase=phase)
    assert not Phase.objects.exists()


@pytest.mark.parametrize("text", ["", "   "])
def test_a_note_says_something(phase, operator, text):
    with pytest.raises(ValidationError) as refused:
        add_note(subject=phase, text=text, author=operator)
    assert set(refused.value.message_dict) == {"text"}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_one_name_at_once_one_is_told_by_the_field():
    customer = create_customer(name="Northwind Studios")
    project = create_project(customer=customer, name="News", type="IOM_BUCKET")
    ready = threading.Barrier(2)
    outcomes: list[object] = []

    def add(name: str) -> None:
        try:
            ready.wait(10)
            outcomes.append(create_phase(project=project, name=name))
        except ValidationError as refused:
            outcomes.append(refused.message_dict)
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=[name]) for name in ("Pilot", "PILOT")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert {"name": [DUPLICATE]} in outcomes
    assert Phase.objects.count() == 1
