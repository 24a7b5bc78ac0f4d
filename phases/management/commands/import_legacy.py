from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from files.errors import Refused
from phases.legacy.importer import import_legacy
from phases.legacy.ledger import ALREADY_THERE, IMPORTED, REFUSED, Ledger
from phases.legacy.source import legacy_file
from tracker.commands import TrackerCommand, table

TITLES = ("Table", "Rows", "Imported", "Already there", "Refused")
LISTED = 50  # in text; JSON has all


class Command(TrackerCommand):
    help = (
        "Import the SQLite file of the earlier tool. Each row is imported, already "
        "there, or refused with a reason. Importing a file again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.db")
        parser.add_argument(
            "--dry-run", action="store_true", help="show the outcome without importing"
        )

    def run(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            with legacy_file(file) as legacy, transaction.atomic():
                ledger = import_legacy(legacy)
                transaction.set_rollback(dry_run)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.answer({"dry_run": dry_run, **ledger.as_record()}, _text(ledger, dry_run))
        if ledger.refused and self.format == "json":
            self.note(f"Refused: {len(ledger.refused):,}. See “refused” in the answer.")


def _text(ledger: Ledger, dry_run: bool) -> str:
    rows = [
        (name, counts.total(), counts[IMPORTED], counts[ALREADY_THERE], counts[REFUSED])
        for name, counts in ledger.counts.items()
    ]
    parts = [table(TITLES, rows), *ledger.lines(LISTED)]
    if dry_run:
        parts.append("This was a dry run. Nothing was imported.")
    return "\n".join(parts)
