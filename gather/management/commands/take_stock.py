from typing import Any

from django.core.management.base import CommandError, CommandParser

from customers.appliances import Appliance
from customers.management.lookup import find_customer
from gather.models import Inventory
from gather.services.stock import request_recount
from jobs.models import JobState, Trigger
from restore.management.waiting import carry_out
from restore.models import RestoredDatabase
from tracker.commands import TrackerCommand, choice_option, record


class Command(TrackerCommand):
    help = "Count a restored database again, and create a new inventory."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--customer", required=True, help="name or id")
        parser.add_argument(
            "--type",
            required=True,
            dest="kind",
            type=choice_option(list(Appliance)),
            metavar="TYPE",
            help="blackpearl or rio",
        )

    def run(self, *, customer: str, kind: str, **options: Any) -> None:
        owner = find_customer(customer)
        databases = RestoredDatabase.objects.select_related("customer")
        database = databases.filter(customer=owner, kind=kind, dropped_at=None).first()
        if database is None:
            name = Appliance(kind).label
            raise CommandError(
                f"{owner} has no restored {name} database. Restore a backup first."
            )
        job = request_recount(database=database, trigger=Trigger.COMMAND)
        carry_out(job, self.stderr)
        if job.state != JobState.DONE:
            raise CommandError(job.error or "Creating the inventory was cancelled.")
        inventory = Inventory.objects.get(pk=job.result["inventory"])
        self.answer(
            record(inventory),
            f"{inventory}: {inventory.objects_count:,} objects, "
            f"{inventory.size:,} bytes.",
        )
