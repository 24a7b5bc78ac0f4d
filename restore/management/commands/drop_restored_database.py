from typing import Any

from django.core.management.base import CommandError, CommandParser

from files.errors import Refused
from restore.models import RestoredDatabase
from restore.services import drop_restored_database
from tracker.commands import TrackerCommand, record


class Command(TrackerCommand):
    help = "Delete a restored database. Its inventories are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("database", metavar="DATABASE")
        parser.add_argument(
            "--dry-run", action="store_true", help="only show what would be deleted"
        )

    def run(self, *, database: str, dry_run: bool, **options: Any) -> None:
        row = RestoredDatabase.objects.filter(name=database, dropped_at=None).first()
        if row is None:
            raise CommandError(
                f"There is no restored database {database!r}. "
                "List them with list_restored_databases."
            )
        if not dry_run:
            try:
                drop_restored_database(database=row)
            except Refused as refused:
                raise CommandError(refused.sentence) from refused
        verb = "would be" if dry_run else "was"
        self.answer(record(row), f"{row.name} {verb} deleted.")
