from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from files.errors import Refused
from phases.legacy.importer import Wanted
from phases.legacy.ledger import OUTCOMES, QUESTIONS, REFUSED, Ledger
from phases.models import PhaseType
from phases.services.legacy import import_file
from projects.models import ProjectType
from tracker.commands import TrackerCommand, table

TITLES = ("Table", "Rows", "Imported", "Merged", "Already there", "Unusual", "Refused")
LISTED = 50  # in text; JSON has all
INCOMPLETE = 2  # the exit code when rows were left out


class Command(TrackerCommand):
    help = (
        "Import the SQLite file of the earlier tool. Each row is imported, merged, "
        "already there, or refused with a reason. Importing a file again changes "
        "nothing. The exit code is 2 if rows were left out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.db")
        parser.add_argument(
            "--dry-run", action="store_true", help="show the outcome without importing"
        )
        parser.add_argument(
            "--map-type",
            dest="types",
            action="append",
            type=mapped_type,
            default=[],
            metavar="OLD=NEW",
            help="import a type of the file as one of ours; may be repeated",
        )
        parser.add_argument(
            "--unusual-ok",
            action="store_true",
            help="import unusual figures as well (default: only list them)",
        )

    def run(
        self,
        *,
        file: Path,
        dry_run: bool,
        types: list[tuple[str, str]],
        unusual_ok: bool,
        **options: Any,
    ) -> None:
        wanted = Wanted(types=dict(types), unusual_ok=unusual_ok)
        try:
            ledger = import_file(file, wanted, dry_run=dry_run)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.answer({"dry_run": dry_run, **ledger.as_record()}, _text(ledger, dry_run))
        if problems := _problems(ledger):
            raise CommandError(problems, returncode=INCOMPLETE)


def mapped_type(text: str) -> tuple[str, str]:
    old, _, new = text.partition("=")
    known = [
        *ProjectType.values,
        *(t for t in PhaseType.values if t not in ProjectType),
    ]
    if not old.strip() or new.strip().upper() not in known:
        raise ArgumentTypeError(
            f"{text!r} is not valid. Write OLD=NEW, where NEW is one of: "
            f"{', '.join(known)}."
        )
    return old.strip().upper(), new.strip().upper()


def _problems(ledger: Ledger) -> str:
    """Why rows were left out, and how they can be imported."""
    parts = []
    if refused := ledger.total(REFUSED):
        parts.append(f"Rows refused: {refused:,}.")
    if ledger.unknown_types:
        example = f"--map-type {ledger.unknown_types[0]}={ProjectType.IOM_BUCKET}"
        parts.append(
            f"Unknown types: {', '.join(ledger.unknown_types[:10])}. Choose a type for "
            f"each, such as {example!r}."
        )
    if questions := ledger.total(QUESTIONS):
        parts.append(
            f"Measurements with unusual figures: {questions:,}. Check them, then "
            "import the file again with --unusual-ok."
        )
    return " ".join(parts)


def _text(ledger: Ledger, dry_run: bool) -> str:
    rows = [
        (name, counts.total(), *(counts[outcome] for outcome in OUTCOMES))
        for name, counts in ledger.counts.items()
    ]
    parts = [table(TITLES, rows), *ledger.lines(LISTED), ledger.summary]
    if dry_run:
        parts.append("This was a dry run. Nothing was imported.")
    return "\n".join(parts)
