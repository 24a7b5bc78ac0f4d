from typing import Any

from django.core.management.base import CommandParser

from customers.management.lookup import find_customer
from restore.models import RestoredDatabase
from tracker.commands import TrackerCommand, record, table


class Command(TrackerCommand):
    help = "List the restored databases in use."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--customer", help="name or id")

    def run(self, *, customer: str | None, **options: Any) -> None:
        databases = RestoredDatabase.objects.filter(dropped_at=None)
        databases = databases.select_related("customer", "server", "restore__job")
        if customer:
            databases = databases.filter(customer=find_customer(customer))
        rows = [
            [d.name, d.customer.name, str(d.server), f"{d.size:,}", str(d.dated or "")]
            for d in databases
        ]
        heads = ["DATABASE", "CUSTOMER", "SERVER", "BYTES", "DATA AS OF"]
        self.answer([record(d) for d in databases], table(heads, rows))
