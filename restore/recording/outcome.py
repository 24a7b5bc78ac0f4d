"""What a restore writes into the rows on its way."""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from customers.appliances import Appliance
from files.errors import Refused
from jobs.failpoints import failpoint
from jobs.models import Trigger
from restore.asking.questions import ABOUT_THE_DATABASE, Asked
from restore.dumps.plan import Plan
from restore.landing.verify import Verified
from restore.models import Backup, Restore, RestoredDatabase
from restore.recording import stock

ATTENDED = (Trigger.WEB, Trigger.ADMIN)  # by a person who sees what it asks


@transaction.atomic
def keep_plan(restore: Restore, plan: Plan) -> None:
    """The file is a backup that can be restored: keep what is known of it."""
    facts = plan.as_json()
    forbid_another_file(restore, facts["sha256"])
    restore.backup = keep_backup(restore, plan)
    restore.dated = restore.dated or restore.backup.dated
    before = restore.plan.get("in_use", "")
    kind = Appliance(restore.kind)
    asked = Asked(restore.customer, kind, restore.dated, facts, before)
    if asked.overtaken:
        restore.answered = sorted({*restore.answered} - ABOUT_THE_DATABASE)
    questions = asked.questions()
    restore.plan = {
        **facts,
        "questions": [question.sentence for question in questions],
        "asked": [question.code for question in questions],
        "in_use": asked.in_use,
    }
    restore.save(update_fields=["backup", "dated", "plan", "answered", "updated_at"])


def open_questions(restore: Restore) -> list[str]:
    """What has to be answered before the restore goes on, in sentences."""
    if restore.job.trigger not in ATTENDED:
        return []  # a command shows its plan by --dry-run
    questions = zip(restore.plan["asked"], restore.plan["questions"], strict=True)
    return [text for code, text in questions if code not in restore.answered]


def forbid_another_file(restore: Restore, sha256: str) -> None:
    if restore.confirmed_at and restore.plan.get("sha256", sha256) != sha256:
        raise Refused(
            "changed",
            "The file has changed since the restore was confirmed. Start the restore "
            "again.",
        )


def keep_backup(restore: Restore, plan: Plan) -> Backup:
    """With the date last known for it: an operator may have corrected that."""
    dated = date.fromisoformat(plan.dated_text) if plan.dated_text else None
    backup, _ = Backup.objects.get_or_create(
        customer=restore.customer,
        sha256=plan.identified.sha256,
        defaults={
            "name": restore.name,
            "path": restore.file,
            "size": plan.identified.original_size,
            "format": str(plan.identified.format),
            "wrappers": list(plan.identified.wrappers),
            "dated": restore.dated or dated,
        },
    )
    if backup.path != restore.file and not Path(backup.path).is_file():
        backup.path = restore.file
        backup.save(update_fields=["path", "updated_at"])
    return backup


def keep_result(restore: Restore, verified: Verified, counted: dict[str, Any]) -> None:
    """Before the switch: after a crash, this says what was switched to."""
    restore.result = {
        "rows": sum(verified.rows.values()),
        "tables": len(verified.rows),
        "rows_per_table": verified.rows,
        "size": verified.size,
        "notes": [note.sentence for note in verified.notes],
        **counted,
    }
    restore.save(update_fields=["result", "updated_at"])


@transaction.atomic
def record_in_use(restore: Restore, *, replaced: bool = False) -> dict[str, Any]:
    """The database is in use, or was until it was replaced: say so in the rows.

    A second call changes nothing.
    """
    failpoint("restore.record")
    now = timezone.now()
    result = {"database": restore.database, **restore.result}
    if RestoredDatabase.objects.filter(restore=restore).exists():
        return result
    if not replaced:
        RestoredDatabase.objects.filter(
            customer=restore.customer, kind=restore.kind, dropped_at=None
        ).update(dropped_at=now, updated_at=now)
    RestoredDatabase.objects.create(
        customer=restore.customer,
        kind=restore.kind,
        server=restore.server,
        name=restore.database,
        restore=restore,
        size=restore.result["size"],
        dated=restore.dated,
        restored_at=now,
        dropped_at=now if replaced else None,
    )
    stock.tell_restored(restore)
    return result
