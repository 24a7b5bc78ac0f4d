"""Saving a project's phases as a template, and starting projects from it."""

import pytest
from django.core.exceptions import ValidationError

from phases.models import ProjectTemplate
from phases.services.phases import create_phase
from phases.services.templates import create_project_from_template, save_template
from projects.models import Project


@pytest.fixture
def template(phase) -> ProjectTemplate:
    create_phase(project=phase.project, name="First copy", source="LTO7")
    return save_template(project=phase.project, name="As for news")


@pytest.mark.parametrize("name", ["Storage domain migration", "Archive cruise"])
def test_two_are_shipped_for_all(db, name):
    template = ProjectTemplate.objects.get(name=name)
    assert template.customer is None
    assert template.phases.count() >= 2


def test_it_keeps_the_phases_in_their_order(template):
    assert [str(phase) for phase in template.phases.all()] == ["Pilot", "First copy"]
    assert template.phases.first().target == "LTO9"


def test_it_stays_with_its_customer(template, harbour):
    with pytest.raises(ValidationError, match="only for Northwind Studios"):
        create_project_from_template(template=template, customer=harbour, name="Theirs")
    assert not harbour.projects.exists()


def test_one_that_is_shared_serves_all(phase, harbour):
    template = save_template(project=phase.project, name="For all", shared=True)
    made = create_project_from_template(template=template, customer=harbour, name="New")
    assert made.phases.get().name == "Pilot"


def test_it_brings_planned_phases(template, northwind):
    made = create_project_from_template(
        template=template, customer=northwind, name="Sport"
    )
    assert set(made.phases.values_list("name", "status")) == {
        ("Pilot", "planned"),
        ("First copy", "planned"),
    }


def test_a_name_that_is_taken_brings_nothing(template, northwind):
    with pytest.raises(ValidationError) as refused:
        create_project_from_template(
            template=template, customer=northwind, name="news ARCHIVE"
        )
    assert set(refused.value.message_dict) == {"name"}
    assert Project.objects.count() == 1


def test_a_project_without_phases_makes_none(project):
    with pytest.raises(ValidationError, match="no phases"):
        save_template(project=project, name="Empty")


def test_a_name_is_used_once_per_customer(template, phase):
    with pytest.raises(ValidationError) as refused:
        save_template(project=phase.project, name="AS FOR NEWS")
    assert set(refused.value.message_dict) == {"name"}


def test_an_outsider_does_not_see_it(template, outsider, operator):
    assert template not in ProjectTemplate.objects.for_user(outsider)
    assert template in ProjectTemplate.objects.for_user(operator)
