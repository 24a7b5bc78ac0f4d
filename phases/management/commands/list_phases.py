from typing import Any

from django.core.management.base import CommandParser
from django.db.models import Q, QuerySet

from customers.management.lookup import find_customer
from phases.models import Phase
from phases.records import phase_record
from phases.standing import with_attention, with_progress
from projects.management.lookup import find_project
from projects.models import Project
from tracker.commands import TrackerCommand, find, plural, same_name, table

TITLES = (
    "CUSTOMER",
    "PROJECT",
    "PHASE",
    "TYPE",
    "STATUS",
    "SOURCE",
    "TARGET",
    "LAST MEASURED",
    "ATTENTION",
)


class Command(TrackerCommand):
    help = "List the phases, of all customers, of one, or of one project."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--customer", help="name or id")
        parser.add_argument("--project", help="name or id")
        parser.add_argument("--search", metavar="TEXT", default="", help="in the name")

    def run(
        self, *, customer: str | None, project: str | None, search: str, **options: Any
    ) -> None:
        phases = Phase.objects.filter(name__icontains=search)
        phases = phases.filter(**_within(customer, project)).sortable()
        rows = list(phases.order_by("sort_customer", "sort_project", "sort_name"))
        with_attention(with_progress(rows))
        self.answer([_record(phase) for phase in rows], _text(rows))


def _last_measured(phase: Any) -> Any:
    return phase.standing and phase.standing.summary.last_gather


def _record(phase: Any) -> dict[str, Any]:
    return phase_record(
        phase,
        last_gather=_last_measured(phase),
        attention=[
            {"reason": notice.reason.value, "text": notice.text}
            for notice in phase.attention
        ],
    )


def _within(customer: str | None, project: str | None) -> dict[str, Any]:
    if customer is None:
        return {"project__in": _called(project)} if project is not None else {}
    owner = find_customer(customer)
    if project is None:
        return {"project__customer": owner}
    return {"project": find_project(owner, project)}


def _called(project: str) -> QuerySet[Project]:
    """Several customers may have a project of this name."""
    projects = Project.objects.all()
    one = find(projects, project, missing="No project is called")
    named = same_name(projects, project)
    return projects.filter(Q(pk=one.pk) | Q(pk__in=named.values("pk")))


def _text(phases: list[Any]) -> str:
    if not phases:
        return "No phases. Add one with create_phase."
    rows = [
        (
            phase.project.customer,
            phase.project,
            phase.name,
            phase.type,
            phase.status,
            phase.source,
            phase.target,
            _last_measured(phase),
            ", ".join(notice.label for notice in phase.attention),
        )
        for phase in phases
    ]
    return f"{table(TITLES, rows)}\n\n{plural(len(phases), 'phase')}"
