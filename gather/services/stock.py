"""Creating inventories of restored databases, and discarding them."""

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from customers.appliances import Appliance
from gather.models import REASON_MISSING, Inventory, Origin
from gather.stock import Work, count_catalogue
from gather.stock.storing import store_inventory
from jobs.models import Job, Trigger
from jobs.services import create_job
from phases.models import MigrationData
from phases.services.measurements import correct_measurement, delete_measurement
from restore.landing.server import Server
from restore.models import Restore, RestoredDatabase
from restore.services import exclusive_key
from tracker import services
from tracker.models import User


def create_inventory(
    *,
    work: Work,
    restore: Restore,
    server: Server,
    database: str,
    job: Job | None,
) -> Inventory:
    """Count a restored database, and keep the result."""
    begun = time.monotonic()
    counted = count_catalogue(
        work,
        server=server,
        database=database,
        suffix=restore.customer.database_suffix,
        kind=Appliance(restore.kind),
    )
    seconds = time.monotonic() - begun
    return store_inventory(inventory_of(restore, job, seconds), counted)


def inventory_of(restore: Restore, job: Job | None, seconds: float) -> Inventory:
    backup = restore.backup
    return Inventory(
        customer=restore.customer,
        kind=restore.kind,
        restore=restore,
        job=job,
        dated=restore.dated or timezone.localdate(),
        taken_at=timezone.now(),
        seconds=seconds,
        backup_name=backup.name if backup else Path(restore.file).name[:1000],
        backup_sha256=backup.sha256 if backup else "",
        backup_size=backup.size if backup else 0,
    )


def summary(inventory: Inventory) -> dict[str, Any]:
    """For the result of a job."""
    return {
        "inventory": str(inventory.pk),
        "inventory_date": inventory.dated.isoformat(),
        "objects": inventory.objects_count,
        "bytes": inventory.size,
        "buckets": inventory.buckets.count(),
        "seconds": round(inventory.seconds, 3),
    }


def request_recount(
    *,
    database: RestoredDatabase,
    requested_by: User | None = None,
    trigger: str = Trigger.WEB,
) -> Job:
    """Start a job that counts a restored database again."""
    if database.dropped_at:
        raise ValidationError(
            f"{database} has been deleted. Its inventories are kept, but no new one "
            "can be created."
        )
    return create_job(
        kind="take_stock",
        input={"database": str(database.pk)},
        customer=database.customer,
        requested_by=requested_by,
        trigger=trigger,
        exclusive_key=exclusive_key(database.customer, Appliance(database.kind)),
    )


@transaction.atomic
def discard_inventory(
    *,
    inventory: Inventory,
    reason: str,
    discarded_by: User | None = None,
    with_measurements: bool = False,
) -> int:
    """Nothing more is measured with it. Gives how many measurements came from it."""
    if not reason.strip():
        raise ValidationError({"reason": REASON_MISSING})
    services.update(
        inventory,
        discarded_at=timezone.now(),
        discarded_by=discarded_by,
        discard_reason=reason.strip(),
    )
    measured = measurements_from(inventory)
    if with_measurements:
        for measurement in measured:
            delete_measurement(measurement=measurement)
    return len(measured)


def reinstate_inventory(*, inventory: Inventory) -> Inventory:
    return services.update(
        inventory, discarded_at=None, discarded_by=None, discard_reason=""
    )


def measurements_from(inventory: Inventory) -> Sequence[MigrationData]:
    origins = Origin.objects.filter(inventory=inventory).values("measurement_id")
    rows = MigrationData.objects.filter(pk__in=origins)
    return list(rows.select_related("phase").order_by("timestamp"))


def redate_inventories(restore: Restore) -> None:
    """When the date of a backup is corrected, what came from it moves along."""
    if restore.dated is None:
        return
    for inventory in Inventory.objects.filter(restore=restore):
        before = inventory.dated
        services.update(inventory, dated=restore.dated)
        for measurement in measurements_from(inventory):
            if measurement.timestamp == before:
                _redate(measurement, restore.dated)


def _redate(measurement: MigrationData, day: date) -> None:
    others = measurement.phase.measurements.filter(timestamp=day)
    if others.filter(type=measurement.type).exists():
        raise ValidationError(
            f"{measurement.phase} already has a measurement for that date. Delete one "
            "of the two first."
        )
    correct_measurement(
        measurement=measurement,
        reason="The date of the backup was corrected.",
        timestamp=day,
    )
