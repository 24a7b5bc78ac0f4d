from typing import Any

from customers.models import Customer
from phases.models import Phase
from projects.models import Project
from tracker.panels import panel, section
from tracker.request import Request

section("Reports", "reports:list", icon="reports", order=70)

MENU = "reports/menu.html"


def menu(
    request: Request, field: str, row: Any, customer: Customer
) -> dict[str, Any] | None:
    """The menu "Report"; `field` is the name of its subject in the address."""
    if not request.user.has_perm("reports.view_report"):
        return None
    return {"field": field, "row": row, "customer": customer}


@panel("customer.actions", MENU, order=10)
def customer_reports(request: Request, customer: Customer) -> dict[str, Any] | None:
    return menu(request, "customer", customer, customer)


@panel("project.actions", MENU, order=10)
def project_reports(request: Request, project: Project) -> dict[str, Any] | None:
    return menu(request, "project", project, project.customer)


@panel("phase.reports", MENU)
def phase_reports(request: Request, phase: Phase) -> dict[str, Any] | None:
    return menu(request, "phase", phase, phase.project.customer)
