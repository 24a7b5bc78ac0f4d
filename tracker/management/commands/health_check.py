from typing import Any

from django.core.management.base import CommandError, CommandParser

from tracker import health
from tracker.commands import TrackerCommand, table


class Command(TrackerCommand):
    help = "Say whether everything is there and well."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--services",
            action="store_true",
            help="worker and reconciler must run too",
        )

    def run(self, *, services: bool, **options: Any) -> None:
        checks = health.everything(services=services)
        healthy = health.healthy(checks)
        lines = [(check.state, check.name, check.detail) for check in checks]
        self.answer(
            {"healthy": healthy, "checks": [record(check) for check in checks]},
            table(("STATE", "WHAT", "DETAIL"), lines),
        )
        if not healthy:
            failed = [check.name for check in checks if check.state == health.FAIL]
            raise CommandError(f"Not well: {', '.join(failed)}.")


def record(check: health.Check) -> dict[str, str]:
    return {"name": check.name, "state": check.state, "detail": check.detail}
