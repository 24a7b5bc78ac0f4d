from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

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
    gather_automatically: bool = False,
    id: UUID | None = None,  # noqa: A002 - of what comes from elsewhere
) -> Project:
    return services.create(
        Project(
            customer=customer,
            name=name,
            type=type,
            active=active,
            target_date=target_date,
            gather_automatically=gather_automatically,
            **({"id": id} if id else {}),
        )
    )


def update_project(
    *,
    project: Project,
    version: datetime | None = None,
    **values: Any,
) -> Project:
    return services.update(project, version=version, **values)


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
