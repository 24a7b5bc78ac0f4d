"""Files of the earlier tool: tried out, then imported; by a command or by a page."""

from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.exceptions import ValidationError
from django.db import transaction

from files.errors import Refused
from phases.legacy.importer import Wanted, import_legacy
from phases.legacy.ledger import Ledger
from phases.legacy.source import legacy_file
from phases.models import ImportState, LegacyImport
from tracker import services
from tracker.models import User

MOST_BYTES = 20_000_000  # of a file that a page imports while someone waits
SHOWN = 500  # entries of each list


def import_file(path: Path, wanted: Wanted, *, dry_run: bool) -> Ledger:
    """The outcome of every row; of a dry run nothing stays."""
    with legacy_file(path) as file, transaction.atomic():
        ledger = import_legacy(file, wanted)
        transaction.set_rollback(dry_run)
    return ledger


def begin_legacy(
    *, content: bytes, file_name: str, created_by: User | None
) -> LegacyImport:
    """Keep a file and try it out; nothing is imported yet."""
    imported = LegacyImport(
        file_name=file_name[-255:],
        sha256=sha256(content).hexdigest(),
        content=content,
        created_by=created_by,
    )
    ledger = _import(imported, Wanted(by=created_by), dry_run=True)
    imported.unknown_types = ledger.unknown_types
    imported.outcome = ledger.as_record(SHOWN)
    return services.create(imported)


def choose_types(*, imported: LegacyImport, types: dict[str, str]) -> LegacyImport:
    """Try the file out again, with types of ours for those that are not known."""
    _refuse_unless_draft(imported)
    wanted = Wanted(types=types, by=imported.created_by)
    outcome = _import(imported, wanted, dry_run=True).as_record(SHOWN)
    return services.update(imported, types=types, outcome=outcome)


@transaction.atomic
def apply_legacy(*, imported: LegacyImport, unusual_ok: bool) -> Ledger:
    """Import what can be imported; unusual figures only if that was confirmed."""
    locked = LegacyImport.objects.select_for_update().get(pk=imported.pk)
    _refuse_unless_draft(locked)
    wanted = Wanted(locked.types, unusual_ok, locked.created_by)
    ledger = _import(locked, wanted, dry_run=False)
    services.update(
        locked,
        state=ImportState.APPLIED,
        content=b"",
        outcome=ledger.as_record(SHOWN),
    )
    return ledger


@transaction.atomic
def discard_legacy(*, imported: LegacyImport) -> None:
    locked = LegacyImport.objects.select_for_update().get(pk=imported.pk)
    _refuse_unless_draft(locked)
    locked.delete()


def _refuse_unless_draft(imported: LegacyImport) -> None:
    if imported.state != ImportState.DRAFT:
        raise ValidationError(ImportState(imported.state).refusal)


def _import(imported: LegacyImport, wanted: Wanted, *, dry_run: bool) -> Ledger:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "This file"  # as sentences name it
        path.write_bytes(imported.content)
        try:
            return import_file(path, wanted, dry_run=dry_run)
        except Refused as refused:
            raise ValidationError({"file": refused.sentence}) from refused
