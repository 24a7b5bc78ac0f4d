from typing import Any

from django.core.management.base import CommandParser
from django.db.models.functions import Lower

from customers.models import Customer
from tracker.commands import TrackerCommand, plural, record, table

TITLES = ("CUSTOMER", "ACTIVE", "PROJECTS", "PHASES", "DATABASE SUFFIX")


class Command(TrackerCommand):
    help = "List the customers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--search", metavar="TEXT", default="", help="in the name")

    def run(self, *, search: str, **options: Any) -> None:
        found = Customer.objects.filter(name__icontains=search).with_counts()
        customers = list(found.order_by(Lower("name")))
        self.answer([_record(customer) for customer in customers], _text(customers))


def _record(customer: Any) -> dict[str, Any]:
    return record(
        customer,
        project_count=customer.project_count,
        phase_count=customer.phase_count,
    )


def _text(customers: list[Any]) -> str:
    if not customers:
        return "No customers: create_customer adds one."
    rows = [
        (c.name, c.active, c.project_count, c.phase_count, c.database_suffix)
        for c in customers
    ]
    return f"{table(TITLES, rows)}\n\n{plural(len(customers), 'customer')}"
