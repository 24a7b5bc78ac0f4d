"""What the application role can not store of a project, whatever the code forgets."""

import pytest
from django.db import Error, IntegrityError, connection, transaction

from projects.models import Project
from projects.services import create_project


def insert(customer, **more) -> None:
    values = {"name": "Another", "type": "IOM_BUCKET", **more}
    with transaction.atomic():
        Project.objects.bulk_create([Project(customer_id=customer, **values)])


@pytest.mark.parametrize("name", ["News archive", "NEWS Archive"])
def test_a_name_is_unique_per_customer_whatever_its_case(project, name):
    with pytest.raises(IntegrityError, match="project_name_unique"):
        insert(project.customer_id, name=name)


def test_another_customer_may_use_the_name(project, harbour):
    create_project(customer=harbour, name=project.name, type="IOM_BUCKET")
    assert Project.objects.filter(name=project.name).count() == 2


@pytest.mark.parametrize("kind", ["", "RIO_CRUISE", "iom_bucket", "TAPE"])
def test_an_unknown_type_is_refused(northwind, kind):
    with pytest.raises(IntegrityError, match="project_type_known"):
        insert(northwind.pk, type=kind)


def test_a_blank_name_is_refused(northwind):
    with pytest.raises(IntegrityError, match="project_name_not_blank"):
        insert(northwind.pk, name="  ")


def test_a_project_needs_a_customer(db):
    with pytest.raises(IntegrityError, match="customer_id"):
        insert(None)


def test_a_project_needs_a_customer_that_exists(db):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="foreign key"):
        insert("00000000-0000-0000-0000-000000000001")


def test_a_project_with_phases_is_not_deleted(phase):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="foreign key"):
            cursor.execute("DELETE FROM projects_project")


def test_a_project_keeps_its_customer(project, harbour):
    with pytest.raises(Error, match="Cannot update"), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(customer=harbour)
    project.refresh_from_db()
    assert project.customer.name == "Northwind Studios"
