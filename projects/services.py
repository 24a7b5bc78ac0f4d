from datetime import date, datetime
from typing import Any, Unpack

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
    **brought: Unpack[services.Brought],
) -> Project:
    return services.create(
        Project(
            customer=customer,
            name=name,
            type=type,
            active=active,
            target_date=target_date,
            gather_automatically=gather_automatically,
            **brought,
        )
    )


def update_project(
    *,
    project: Project,
    version: datetime | None = None,
    **values: Any,
) -> Project:
    return services.update(project, version=version, **values)


def delete_project(*, project: Project) -> None:
    instead = "Delete those first, or deactivate the project instead."
    with services.deleting(project, instead=instead):
        project.delete()
