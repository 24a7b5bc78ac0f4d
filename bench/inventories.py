"""Invented inventories of any number of buckets, and phases to measure by them."""

from typing import Any

from django.utils import timezone

from customers.models import Customer
from customers.services import create_customer
from gather import models
from jobs.models import Job
from phases.models import Phase
from phases.services.phases import create_phases
from projects.services import create_project
from restore.models import DatabaseServer, Restore, RestoredDatabase

SETS = ([0, 1], [0, 1, 2, 3], [2, 3], [0, 1, 2])  # of locations, in each bucket


def prepare(*, buckets: int, phases: int) -> list[Phase]:
    mark = f"{buckets} {timezone.now():%Y%m%d%H%M%S%f}"
    customer = create_customer(name=f"Bench {mark}")
    stored = inventory(customer)
    places(stored)
    fill(stored, buckets)
    project = create_project(customer=customer, name="Bench", type="IOM_BUCKET")
    return create_phases(
        project=project,
        names=[f"Phase {number}" for number in range(phases)],
        source="Old",
        target="New",
        target_tape_partition="Library",
    )


def inventory(customer: Customer) -> models.Inventory:
    now = timezone.now()
    server = DatabaseServer.of(customer)
    of: dict[str, Any] = {"customer": customer, "kind": "blackpearl", "server": server}
    job = Job.objects.create(kind="restore", queue="restore", trigger="command")
    restore = Restore.objects.create(job=job, database="none", file="none", **of)
    RestoredDatabase.objects.create(
        restore=restore, name="none", size=0, restored_at=now, dropped_at=now, **of
    )
    return models.Inventory.objects.create(
        customer=customer,
        kind="blackpearl",
        restore=restore,
        dated=timezone.localdate(),
        taken_at=now,
        seconds=1,
        backup_name="none",
        backup_size=0,
    )


def places(stored: models.Inventory) -> None:
    for number, sort, name, domain, medium in (
        (0, "domain", "Old", None, ""),
        (1, "tape", "Old/LTO7", 0, "LTO7"),
        (2, "domain", "New", None, ""),
        (3, "tape", "New/LTO9", 2, "LTO9"),
    ):
        models.Location.objects.create(
            inventory=stored,
            number=number,
            sort=sort,
            name=name,
            domain=domain,
            medium=medium,
        )
    models.Partition.objects.create(inventory=stored, name="Library")


def fill(stored: models.Inventory, buckets: int) -> None:
    made = models.Bucket.objects.bulk_create(
        models.Bucket(inventory=stored, number=n, name=f"bucket-{n:06}")
        for n in range(buckets)
    )
    amounts = {"size": 10**12}
    models.ObjectGroup.objects.bulk_create(
        (
            models.ObjectGroup(
                inventory=stored,
                bucket=bucket,
                complete=places_,
                present=places_,
                objects_count=1000,
                **amounts,
            )
            for bucket in made
            for places_ in SETS
        ),
        batch_size=5000,
    )
    models.BlobGroup.objects.bulk_create(
        (
            models.BlobGroup(
                inventory=stored,
                bucket=bucket,
                locations=places_,
                blobs_count=1000,
                **amounts,
            )
            for bucket in made
            for places_ in SETS
        ),
        batch_size=5000,
    )
