"""Removing a customer or a project with everything below it, for good.

The history of what is purged stays: that is where it can be read that it was.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from customers.models import Customer
from phases.models import MigrationData, Phase, ProjectTemplate
from projects.models import Project


@dataclass(frozen=True)
class Purged:
    """How many of each go."""

    projects: int
    phases: int
    measurements: int
    templates: int = 0
    others: dict[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        own = asdict(self)
        return own | own.pop("others")


Others = Callable[[Customer | Project], dict[str, int]]

_others: list[Others] = []


def goes_too(function: Others) -> Others:
    """Registers what a higher room counts: its rows go with those they belong to."""
    _others.append(function)
    return function


def customer_contents(customer: Customer) -> Purged:
    templates = ProjectTemplate.objects.filter(customer=customer).count()
    return _count(customer, customer.projects.all(), templates=templates)


def project_contents(project: Project) -> Purged:
    return _count(project, Project.objects.filter(pk=project.pk))


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


def _count(
    row: Customer | Project, projects: QuerySet[Project], *, templates: int = 0
) -> Purged:
    phases = Phase.objects.filter(project__in=projects)
    return Purged(
        projects=projects.count(),
        phases=phases.count(),
        measurements=MigrationData.objects.filter(phase__in=phases).count(),
        templates=templates,
        others={noun: n for more in _others for noun, n in more(row).items()},
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
