from typing import Any

from django.core.management.base import CommandError, CommandParser

from tracker import health
from tracker.commands import TrackerCommand, table
from tracker.records import check_record


class Command(TrackerCommand):
    help = "Check that all services are available and working."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--services",
            action="store_true",
            help="also require workers and reconciler to be running",
        )

    def run(self, *, services: bool, **options: Any) -> None:
        checks = health.everything(services=services)
        healthy = health.healthy(checks)
        lines = [(check.state, check.name, check.detail) for check in checks]
        self.answer(
            {"healthy": healthy, "checks": [check_record(check) for check in checks]},
            table(("STATE", "CHECK", "DETAIL"), lines),
        )
        if not healthy:
            failed = [check.name for check in checks if check.state == health.FAIL]
            raise CommandError(f"Not working: {', '.join(failed)}.")
