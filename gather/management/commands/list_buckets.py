from typing import Any

from django.core.management.base import CommandParser

from customers.appliances import Appliance
from customers.management.lookup import find_customer
from gather.inventories import inventory_for
from gather.records import bucket_records
from tracker.commands import TrackerCommand, choice_option, date_option, table


class Command(TrackerCommand):
    help = "List the buckets of an inventory, and what each location holds of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--customer", required=True, help="name or id")
        parser.add_argument(
            "--type",
            required=True,
            dest="kind",
            type=choice_option(list(Appliance)),
            metavar="TYPE",
            help="blackpearl or rio (lists its brokers)",
        )
        parser.add_argument(
            "--date",
            type=date_option,
            help="date of the inventory (default: the latest)",
        )

    def run(self, *, customer: str, kind: str, **options: Any) -> None:
        inventory = inventory_for(
            customer=find_customer(customer), kind=kind, day=options["date"]
        )
        buckets = bucket_records(inventory)
        rows = [
            [bucket["bucket"], at["location"], f"{at['objects']:,}", f"{at['size']:,}"]
            for bucket in buckets
            for at in ({"location": "", **bucket}, *bucket["locations"])
        ]
        self.answer(buckets, table(["BUCKET", "LOCATION", "OBJECTS", "BYTES"], rows))
