from typing import Any

from django.core.management.base import CommandParser

from customers.management.lookup import find_customer
from restore.models import Restore
from restore.records import restore_record
from tracker.commands import TrackerCommand, table


class Command(TrackerCommand):
    help = "List restores, latest first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--customer", help="name or id")

    def run(self, *, customer: str | None, **options: Any) -> None:
        restores = Restore.objects.select_related("customer", "job", "backup")
        if customer:
            restores = restores.filter(customer=find_customer(customer))
        rows = [
            [
                r.created_at.strftime("%Y-%m-%d %H:%M"),
                *(r.customer.name, r.database, r.job.state, r.job.error),
            ]
            for r in restores
        ]
        heads = ["REQUESTED", "CUSTOMER", "DATABASE", "STATE", "ERROR"]
        self.answer([restore_record(r) for r in restores], table(heads, rows))
