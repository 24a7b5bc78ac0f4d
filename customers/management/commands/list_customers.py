from typing import Any

from django.core.management.base import CommandParser
from django.db.models.functions import Lower

from customers.models import Customer
from customers.records import counted_customer
from tracker.commands import TrackerCommand, plural, table

TITLES = ("CUSTOMER", "ACTIVE", "PROJECTS", "PHASES", "DATABASE SUFFIX")


class Command(TrackerCommand):
    help = "List customers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--search", metavar="TEXT", default="", help="only names that contain TEXT"
        )

    def run(self, *, search: str, **options: Any) -> None:
        matching = Customer.objects.filter(name__icontains=search).with_counts()
        customers = list(matching.order_by(Lower("name")))
        self.answer(list(map(counted_customer, customers)), _text(customers))


def _text(customers: list[Any]) -> str:
    if not customers:
        return "No customers. Add one with create_customer."
    rows = [
        (c.name, c.active, c.project_count, c.phase_count, c.database_suffix)
        for c in customers
    ]
    return f"{table(TITLES, rows)}\n\n{plural(len(customers), 'customer')}"
