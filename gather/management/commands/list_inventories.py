from typing import Any

from django.core.management.base import CommandParser

from customers.appliances import Appliance
from customers.management.lookup import find_customer
from gather.models import Inventory
from tracker.commands import TrackerCommand, choice_option, record, table


class Command(TrackerCommand):
    help = "List the inventories that data can be gathered from, latest first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--customer", help="name or id")
        parser.add_argument(
            "--type",
            dest="kind",
            type=choice_option(list(Appliance)),
            metavar="TYPE",
            help="blackpearl or rio",
        )

    def run(self, *, customer: str | None, kind: str | None, **options: Any) -> None:
        inventories = Inventory.objects.usable().newest_first()
        inventories = inventories.select_related(
            "customer", "restore__job", "job", "discarded_by"
        )
        if customer:
            inventories = inventories.filter(customer=find_customer(customer))
        if kind:
            inventories = inventories.filter(kind=kind)
        rows = [
            [
                inventory.dated,
                inventory.customer.name,
                inventory.kind,
                f"{inventory.objects_count:,}",
                f"{inventory.size:,}",
                inventory.backup_name,
            ]
            for inventory in inventories
        ]
        heads = ["DATA AS OF", "CUSTOMER", "TYPE", "OBJECTS", "BYTES", "BACKUP"]
        self.answer([record(i) for i in inventories], table(heads, rows))
