from typing import Any

from django.utils import timezone

from customers.models import Customer
from customers.tables import CustomerTable
from jobs.models import Job
from phases.attention import current_notices
from phases.columns import columns_of_phases
from phases.filters import PhaseFilter
from phases.models import Phase
from phases.standing import with_progress
from phases.summing import complete_customers, complete_projects
from phases.tables import PhaseTable, ShortPhaseTable, ShortProjectTable
from projects.models import Project
from projects.tables import ProjectTable
from tracker.panels import panel, plain_panel, section
from tracker.remembered.listings import listing
from tracker.request import Request

SHOWN = 200

listing(PhaseTable, PhaseFilter, page="phases:list", permission="phases.view_phase")
section("Phases", "phases:list", icon="phases", order=40)


CustomerTable.add_columns(
    columns_of_phases("customer"), complete_customers, before="project_count"
)
ProjectTable.add_columns(
    columns_of_phases("project"), complete_projects, before="target_date"
)


@panel("customer.top", "phases/customer_progress.html")
def customer_progress(request: Request, customer: Customer) -> dict[str, Any] | None:
    return {} if customer.phase_count else None  # type: ignore[attr-defined]


@panel("customer.body", "phases/customer_projects.html", order=10)
def customer_projects(request: Request, customer: Customer) -> dict[str, Any]:
    """The customer's projects, and when each of them ends."""
    projects = Project.objects.filter(customer=customer).with_counts()
    rows = list(projects.order_by("-active", "name")[:SHOWN])
    complete_projects(rows)
    return {"projects": rows, "table": ShortProjectTable(rows)}


plain_panel("projects.actions", "phases/templates_link.html")
for place in ("customers.actions", "projects.actions"):
    plain_panel(
        place, "phases/legacy_link.html", order=-10, permission="projects.add_project"
    )
plain_panel("project.menu", "phases/project_menu.html")
plain_panel("project.actions", "phases/project_actions.html", order=30)


@panel("project.top", "phases/project_progress.html")
def project_progress(request: Request, project: Project) -> dict[str, Any] | None:
    return {} if project.phase_count else None  # type: ignore[attr-defined]


@panel("project.body", "phases/project_phases.html")
def project_phases(request: Request, project: Project) -> dict[str, Any]:
    phases = with_progress(
        Phase.objects.filter(project=project).order_by("name")[:SHOWN]
    )
    table = ShortPhaseTable(phases, exclude=("customer", "project"))
    return {"phases": phases, "table": table}


@panel("restore.state", "phases/restore_aside.html")
def failure_set_aside(request: Request, job: Job) -> dict[str, Any] | None:
    """That someone set the failed restore aside."""
    notices = current_notices(job, timezone.localdate())
    asides = [notice.aside for notice in notices if notice.aside]
    return {"aside": asides[0]} if asides else None
