from typing import Any

from django.core.management.base import CommandParser
from django.db.models.functions import Lower

from customers.management.lookup import find_customer
from projects.models import Project
from tracker.commands import TrackerCommand, plural, record, table

TITLES = ("CUSTOMER", "PROJECT", "TYPE", "ACTIVE", "PHASES", "TARGET DATE")


class Command(TrackerCommand):
    help = "List the projects, of all customers or of one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--customer", help="name or id")
        parser.add_argument("--search", metavar="TEXT", default="", help="in the name")

    def run(self, *, customer: str | None, search: str, **options: Any) -> None:
        projects = Project.objects.filter(name__icontains=search)
        if customer is not None:
            projects = projects.filter(customer=find_customer(customer))
        found = list(
            projects.with_counts()
            .select_related("customer")
            .order_by(Lower("customer__name"), Lower("name"))
        )
        records = [record(each, phase_count=each.phase_count) for each in found]
        self.answer(records, _text(found))


def _text(projects: list[Any]) -> str:
    if not projects:
        return "No projects: create_project adds one."
    rows = [
        (p.customer, p.name, p.type, p.active, p.phase_count, p.target_date)
        for p in projects
    ]
    return f"{table(TITLES, rows)}\n\n{plural(len(projects), 'project')}"
