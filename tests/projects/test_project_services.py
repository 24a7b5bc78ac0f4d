"""Adding, changing, hiding and deleting projects."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from projects.models import Project, ProjectType
from projects.services import create_project, delete_project, update_project
from tracker.services import CONFLICT, set_active


@pytest.mark.parametrize("kind", ProjectType.values)
def test_every_type_can_be_added(northwind, kind):
    create_project(customer=northwind, name="Archive", type=kind)
    assert Project.objects.get().type == kind


@pytest.mark.parametrize("kind", ["", "RIO_CRUISE", "tape"])
def test_an_unknown_type_is_refused_by_its_field(northwind, kind):
    with pytest.raises(ValidationError) as refused:
        create_project(customer=northwind, name="Archive", type=kind)
    assert "type" in refused.value.message_dict


def test_a_duplicate_is_refused_by_its_field(project):
    with pytest.raises(ValidationError) as refused:
        create_project(
            customer=project.customer, name="NEWS ARCHIVE", type="IOM_BUCKET"
        )
    assert refused.value.message_dict == {
        "name": [
            "This customer already has a project with this name. Choose another name."
        ]
    }


def test_a_rename_into_a_sibling_is_refused_by_its_field(project):
    other = create_project(customer=project.customer, name="Sport", type="IOM_BUCKET")
    with pytest.raises(ValidationError) as refused:
        update_project(project=other, name="news Archive", type="IOM_BUCKET")
    assert set(refused.value.message_dict) == {"name"}


def test_a_change_of_case_is_no_duplicate_of_itself(project):
    changed = update_project(project=project, name="NEWS ARCHIVE", type="IOM_BUCKET")
    assert changed.name == "NEWS ARCHIVE"


def test_of_two_people_who_edit_the_second_is_told(project):
    version = project.updated_at
    update_project(project=project, name="First", type="IOM_BUCKET", version=version)
    with pytest.raises(ValidationError) as refused:
        update_project(
            project=project, name="Second", type="IOM_BUCKET", version=version
        )
    assert refused.value.messages == [CONFLICT]


def test_a_target_date_is_kept(northwind):
    create_project(
        customer=northwind, name="A", type="IOM_BUCKET", target_date=date(2027, 3, 1)
    )
    assert Project.objects.get().target_date == date(2027, 3, 1)


def test_an_inactive_customer_hides_its_projects(project):
    project.customer.active = False
    project.customer.save()
    assert not Project.objects.active().exists()


def test_deactivation_counts_what_it_changed(project):
    assert set_active([project], active=False) == 1
    assert not Project.objects.active().exists()
    project.refresh_from_db()
    assert set_active([project], active=False) == 0


def test_a_project_with_phases_is_not_deleted(phase):
    with pytest.raises(ValidationError, match="has phases"):
        delete_project(project=phase.project)


def test_an_empty_project_is_deleted(project):
    delete_project(project=project)
    assert not Project.objects.exists()
