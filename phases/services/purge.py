"""Removing a customer or a project with everything below it, for good.

The history of what is purged stays: that is where it can be read that it was.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from customers.models import Customer
from phases.models import MigrationData, Phase, PhaseNote, ProjectTemplate
from projects.models import Project


@dataclass(frozen=True)
class Purged:
    """How many of each go."""

    projects: int
    phases: int
    measurements: int
    notes: int
    templates: int = 0


def customer_contents(customer: Customer) -> Purged:
    templates = ProjectTemplate.objects.filter(customer=customer).count()
    return _count(customer.projects.all(), templates=templates)


def project_contents(project: Project) -> Purged:
    return _count(Project.objects.filter(pk=project.pk))


@transaction.atomic
def purge_customer(*, customer: Customer) -> Purged:
    # Locked, so that no project is added in the meantime.
    locked = Customer.objects.select_for_update().get(pk=customer.pk)
    contents = customer_contents(locked)
    _empty(locked.projects.all())
    _delete(locked)
    return contents


@transaction.atomic
def purge_project(*, project: Project) -> Purged:
    locked = Project.objects.select_for_update().filter(pk=project.pk)
    contents = project_contents(locked.get())
    _empty(locked)
    return contents


def _count(projects: QuerySet[Project], *, templates: int = 0) -> Purged:
    phases = Phase.objects.filter(project__in=projects)
    return Purged(
        projects=projects.count(),
        phases=phases.count(),
        measurements=MigrationData.objects.filter(phase__in=phases).count(),
        notes=PhaseNote.objects.filter(phase__in=phases).count(),
        templates=templates,
    )


def _empty(projects: QuerySet[Project]) -> None:
    """From the bottom up, each level in one statement."""
    ids = list(projects.select_for_update().values_list("pk", flat=True))
    phases = Phase.objects.filter(project__in=ids)
    list(phases.select_for_update().values_list("pk", flat=True))
    MigrationData.objects.filter(phase__in=phases).delete()
    for project in Project.objects.filter(pk__in=ids):
        project.phases.all().delete()
        _delete(project)


def _delete(row: Customer | Project) -> None:
    try:
        row.delete()
    except ProtectedError as error:
        raise ValidationError(
            f"{row} can't be deleted permanently because other records belong to it."
        ) from error
