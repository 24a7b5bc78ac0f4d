from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from files.errors import Refused
from phases.legacy.importer import import_legacy
from phases.legacy.ledger import IMPORTED, REFUSED, THERE, Ledger
from phases.legacy.source import legacy_file
from tracker.commands import TrackerCommand, plural, table

TITLES = ("Table", "Rows", "Imported", "Already there", "Refused")
NAMED = 50  # in text; JSON names all


class Command(TrackerCommand):
    help = (
        "Import a tracker SQLite file of the earlier tool. Each row is imported, there "
        "already, or refused with its reason; importing twice changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.db")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what it would do, store nothing"
        )

    def run(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            with legacy_file(file) as found, transaction.atomic():
                ledger = import_legacy(found)
                transaction.set_rollback(dry_run)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.answer({"dry_run": dry_run, **ledger.as_record()}, _text(ledger, dry_run))
        if ledger.refused and self.format == "json":
            self.note(f"{plural(len(ledger.refused), 'entry')} under “refused”.")


def _text(ledger: Ledger, dry_run: bool) -> str:
    rows = [
        (name, counts.total(), counts[IMPORTED], counts[THERE], counts[REFUSED])
        for name, counts in ledger.counts.items()
    ]
    parts = [table(TITLES, rows), *ledger.lines(NAMED)]
    if dry_run:
        parts.append("This was a dry run: nothing is stored.")
    return "\n".join(parts)
