from typing import Any

from customers.models import Customer
from tracker.panels import panel, section
from tracker.request import Request

section("Projects", "projects:list", icon="projects", order=30)


@panel("customer.actions", "projects/add_to_customer.html", order=90)
def add_project(request: Request, customer: Customer) -> dict[str, Any] | None:
    return {} if request.user.has_perm("projects.add_project") else None
