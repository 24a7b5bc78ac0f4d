"""What the application role can not store of phases, whatever the code forgets."""

import pytest
from django.db import Error, IntegrityError, connection, transaction

from phases.models import Phase, ProjectTemplate, TemplatePhase
from phases.services.phases import create_phase
from projects.services import create_project


def insert(project, **more) -> None:
    values = {"name": "Another", "type": "IOM_BUCKET", **more}
    with transaction.atomic():
        Phase.objects.bulk_create([Phase(project_id=project, **values)])


@pytest.mark.parametrize("name", ["Pilot", "PILOT"])
def test_a_name_is_unique_per_project_whatever_its_case(phase, name):
    with pytest.raises(IntegrityError, match="phase_name_unique"):
        insert(phase.project_id, name=name)


@pytest.mark.parametrize("kind", ["", "RIO_CRUISE_SGL", "x"])
def test_an_unknown_type_is_refused(project, kind):
    with pytest.raises(IntegrityError, match="phase_type_known"):
        insert(project.pk, type=kind)


def test_an_unknown_status_is_refused(project):
    with pytest.raises(IntegrityError, match="phase_status_known"):
        insert(project.pk, status="finished")


def test_a_blank_name_is_refused(project):
    with pytest.raises(IntegrityError, match="phase_name_not_blank"):
        insert(project.pk, name="\t")


@pytest.mark.parametrize("pk", [None, "00000000-0000-0000-0000-000000000001"])
def test_a_phase_needs_a_project(db, pk):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="project"):
        insert(pk)


def test_a_phase_stays_with_its_customer(phase, harbour):
    theirs = create_project(customer=harbour, name="Theirs", type="IOM_BUCKET")
    with pytest.raises(IntegrityError, match="stays with its customer"):
        Phase.objects.filter(pk=phase.pk).update(project=theirs)


def test_a_phase_may_move_within_its_customer(phase, northwind):
    other = create_project(customer=northwind, name="Sport", type="IOM_BUCKET")
    Phase.objects.filter(pk=phase.pk).update(project=other)
    assert other.phases.get() == phase


def test_a_phase_keeps_its_id(phase):
    with pytest.raises(Error, match="Cannot update"):
        Phase.objects.update(id="00000000-0000-0000-0000-000000000001")


def test_two_phases_of_a_template_do_not_share_a_name(db):
    template = ProjectTemplate.objects.create(name="T", type="IOM_BUCKET")
    with pytest.raises(IntegrityError, match="template_phase_name_unique"):
        TemplatePhase.objects.bulk_create(
            TemplatePhase(template=template, position=n, name=name, type="IOM_BUCKET")
            for n, name in enumerate(["Pilot", "PILOT"])
        )


def test_two_templates_for_all_do_not_share_a_name(db):
    with pytest.raises(IntegrityError, match="template_name_unique"):
        ProjectTemplate.objects.bulk_create(
            ProjectTemplate(name=name, type="IOM_BUCKET") for name in ("Mine", "MINE")
        )


def test_a_phase_of_many_buckets_is_kept_to_the_letter(project):
    buckets = [" two  blanks ", "ünï", "'\"", "=x", "a" * 1000]
    create_phase(project=project, name="A", buckets=buckets)
    assert Phase.objects.get().buckets == buckets
