from typing import Any

from django.core.management.base import CommandError, CommandParser

from files.errors import Refused
from restore.models import RestoredDatabase
from restore.services import drop_database
from tracker.commands import TrackerCommand, record


class Command(TrackerCommand):
    help = "Drop a restored database; what was counted in it stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("database", metavar="DATABASE")
        parser.add_argument(
            "--dry-run", action="store_true", help="say only what would be dropped"
        )

    def run(self, *, database: str, dry_run: bool, **options: Any) -> None:
        found = RestoredDatabase.objects.filter(name=database, dropped_at=None).first()
        if found is None:
            raise CommandError(
                f"There is no restored database {database!r}: "
                "list_restored_databases shows those that are there."
            )
        if not dry_run:
            try:
                drop_database(database=found)
            except Refused as refused:
                raise CommandError(refused.sentence) from refused
        verb = "would be" if dry_run else "was"
        self.answer(record(found), f"{found.name} {verb} dropped.")
