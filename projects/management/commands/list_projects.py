from typing import Any

from django.core.management.base import CommandParser
from django.db.models.functions import Lower

from customers.management.lookup import find_customer
from projects.models import Project
from projects.records import counted_project
from tracker.commands import TrackerCommand, plural, table

TITLES = ("CUSTOMER", "PROJECT", "TYPE", "ACTIVE", "PHASES", "TARGET DATE")


class Command(TrackerCommand):
    help = "List projects, of all customers or of one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--customer", help="name or id of the customer")
        parser.add_argument(
            "--search", metavar="TEXT", default="", help="only names that contain TEXT"
        )

    def run(self, *, customer: str | None, search: str, **options: Any) -> None:
        matching = Project.objects.filter(name__icontains=search)
        if customer is not None:
            matching = matching.filter(customer=find_customer(customer))
        projects = list(
            matching.with_counts()
            .select_related("customer")
            .order_by(Lower("customer__name"), Lower("name"))
        )
        self.answer(list(map(counted_project, projects)), _text(projects))


def _text(projects: list[Any]) -> str:
    if not projects:
        return "No projects. Add one with create_project."
    rows = [
        (p.customer, p.name, p.type, p.active, p.phase_count, p.target_date)
        for p in projects
    ]
    return f"{table(TITLES, rows)}\n\n{plural(len(projects), 'project')}"
