from typing import Any

from django.core.management.base import CommandParser

from customers.management.lookup import find_customer
from phases.models import Phase
from phases.services.forecasts import renew
from tracker.commands import TrackerCommand, plural

AT_ONCE = 200


class Command(TrackerCommand):
    help = "Recalculate the progress and forecasts of phases, as after an upgrade."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--customer", help="name or id (default: all)")

    def run(self, *, customer: str | None, **options: Any) -> None:
        phases = Phase.objects.order_by("project_id", "pk")
        if customer is not None:
            phases = phases.filter(project__customer=find_customer(customer))
        ids = list(phases.values_list("pk", flat=True))
        for start in range(0, len(ids), AT_ONCE):
            renew(ids[start : start + AT_ONCE])
        self.answer({"phases": len(ids)}, f"{plural(len(ids), 'phase')} renewed.")
