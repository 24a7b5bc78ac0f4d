"""What a restore writes into the rows while it goes on."""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from customers.appliances import Appliance
from files.errors import Refused
from jobs.failpoints import failpoint
from jobs.models import Trigger
from restore.asking.questions import Asked, Question
from restore.dumps.plan import Plan
from restore.landing.verify import Verified
from restore.models import Backup, Restore, RestoredDatabase
from restore.recording import stock

ATTENDED = (Trigger.WEB, Trigger.ADMIN)  # by somebody who sees what it asks


@transaction.atomic
def accept(restore: Restore, plan: Plan) -> list[Question]:
    """The file is a backup that can be restored: keep what is known of it.

    Gives what has to be answered before it goes on.
    """
    told = plan.as_json()
    forbid_another_file(restore, told["sha256"])
    restore.backup = keep(restore, plan)
    restore.dated = restore.dated or restore.backup.dated
    asked = Asked(restore.customer, Appliance(restore.kind), restore.dated, told)
    questions = asked.questions()
    restore.plan = {
        **told,
        "questions": [question.sentence for question in questions],
        "asked": [question.code for question in questions],
    }
    restore.save(update_fields=["backup", "dated", "plan", "updated_at"])
    if restore.job.trigger not in ATTENDED:
        return []  # a command shows its plan by --dry-run
    return [question for question in questions if question.code not in restore.answered]


def forbid_another_file(restore: Restore, sha256: str) -> None:
    if restore.confirmed_at and restore.plan.get("sha256", sha256) != sha256:
        raise Refused(
            "changed",
            "The file has changed since this was confirmed: start its restore again.",
        )


def keep(restore: Restore, plan: Plan) -> Backup:
    """Its date is what was last known of it: an operator may have corrected it."""
    told = date.fromisoformat(plan.dated_text) if plan.dated_text else None
    backup, _ = Backup.objects.get_or_create(
        customer=restore.customer,
        sha256=plan.identified.sha256,
        defaults={
            "name": restore.name,
            "path": restore.file,
            "size": plan.identified.original_size,
            "format": str(plan.identified.format),
            "wrappers": list(plan.identified.wrappers),
            "dated": restore.dated or told,
        },
    )
    if backup.path != restore.file and not Path(backup.path).is_file():
        backup.path = restore.file
        backup.save(update_fields=["path", "updated_at"])
    return backup


def remember(restore: Restore, verified: Verified, counted: dict[str, Any]) -> None:
    """Before the switch: who comes after a crash finds here what was switched to."""
    restore.result = {
        "rows": sum(verified.rows.values()),
        "tables": len(verified.rows),
        "rows_per_table": verified.rows,
        "size": verified.size,
        "notes": list(verified.notes),
        **counted,
    }
    restore.save(update_fields=["result", "updated_at"])


@transaction.atomic
def record(restore: Restore, *, replaced: bool = False) -> dict[str, Any]:
    """The database serves, or did until it was replaced: say so in the rows.

    May be said again.
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
