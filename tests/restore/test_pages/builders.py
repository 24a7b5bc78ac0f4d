"""Restores and what is left of them, without anything having been restored."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.db.models.functions import Now
from django.utils import timezone

from customers.appliances import Appliance
from customers.models import Customer
from jobs.models import ACTIVE, Job, JobState, Trigger, lease
from restore.models import Backup, DatabaseServer, Restore, RestoredDatabase
from restore.services import database_name, exclusive_key
from tracker.models import User

DAY = date(2026, 1, 12)
SHA = "ab" * 32


def plan(**more: Any) -> dict[str, Any]:
    return {
        "format": "custom",
        "wrappers": ["zstd"],
        "name": "nw.dump",
        "sha256": SHA,
        "size": 1_200_000,
        "kind": "blackpearl",
        "database": "tapesystem_northwind_studios",
        "server_version": "18.6",
        "dump_version": "18.6",
        "encoding": "UTF8",
        "dated": DAY.isoformat(),
        "tables": ["ds3.bucket", "ds3.s3_object"],
        "left_out": [
            {"what": "view", "names": ["ds3.v"], "count": 1, "why": "not read"}
        ],
        "disk_needed": 9_600_000,
        "notes": [],
        "note_codes": [],
        "questions": [],
        "asked": [],
        **more,
    }


def result(**more: Any) -> dict[str, Any]:
    return {
        "rows": 30,
        "tables": 2,
        "rows_per_table": {"ds3.bucket": 10, "ds3.s3_object": 20},
        "size": 5_000_000,
        "notes": [],
        **more,
    }


def some_restore(
    customer: Customer,
    *,
    state: str = JobState.DONE,
    kind: Appliance = Appliance.BLACKPEARL,
    by: User | None = None,
    sha256: str = SHA,
    **more: Any,
) -> Restore:
    """A row in this state, as a worker would have left it."""
    pk = uuid4()
    ended = state not in ACTIVE
    job = Job.objects.create(
        kind="restore",
        queue="restore",
        customer=customer,
        requested_by=by,
        trigger=Trigger.WEB,
        state=state,
        exclusive_key=exclusive_key(customer, kind),
        input={"restore": str(pk)},
        lease_until=lease() if state == JobState.RUNNING else None,
        heartbeat_at=Now(),
        started_at=None if state == JobState.QUEUED else Now(),
        finished_at=Now() if ended else None,
        error="It is cut off." if state == JobState.FAILED else "",
        fence=0 if state == JobState.QUEUED else 1,
    )
    backup, _ = Backup.objects.get_or_create(
        customer=customer,
        sha256=sha256,
        defaults={"name": "nw.dump.zst", "path": "/nowhere/nw.dump.zst",
                  "size": 1_200_000, "format": "custom", "dated": DAY},
    )  # fmt: skip
    known = {
        "name": "nw.dump.zst",
        "file": "/nowhere/nw.dump.zst",
        "dated": DAY,
        "backup": backup,
        "plan": {} if state == JobState.QUEUED else plan(sha256=sha256),
        "result": result() if state == JobState.DONE else {},
    }
    return Restore.objects.create(
        pk=pk,
        customer=customer,
        kind=kind,
        job=job,
        server=DatabaseServer.of(customer),
        database=database_name(customer, kind),
        **{**known, **more},
    )


def some_database(restore: Restore, **more: Any) -> RestoredDatabase:
    known = {"dated": restore.dated, "size": 5_000_000, "restored_at": timezone.now()}
    return RestoredDatabase.objects.create(
        customer=restore.customer,
        kind=restore.kind,
        server=restore.server,
        name=restore.database,
        restore=restore,
        **{**known, **more},
    )
