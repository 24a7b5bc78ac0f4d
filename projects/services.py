from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from customers.models import Customer
from projects.models import Project
from tracker import services


def create_project(
    *,
    customer: Customer,
    name: str,
    type: str,  # noqa: A002 - the field's name is part of the contract
    active: bool = True,
    target_date: date | None = None,
) -> Project:
    return services.create(
        Project(
            customer=customer,
            name=name,
            type=type,
            active=active,
            target_date=target_date,
        )
    )


def update_project(
    *,
    project: Project,
    name: str,
    type: str,  # noqa: A002
    target_date: date | None = None,
    version: datetime | None = None,
) -> Project:
    return services.update(
        project, version=version, name=name, type=type, target_date=target_date
    )


@transaction.atomic
def set_projects_active(*, projects: Iterable[Project], active: bool) -> int:
    return sum(
        bool(services.update(project, active=active))
        for project in projects
        if project.active != active
    )


def delete_project(*, project: Project) -> None:
    try:
        project.delete()
    except (ProtectedError, IntegrityError) as error:
        raise ValidationError(
            f"{project} has phases: deactivate it, or delete its phases first."
        ) from error
