"""Inventories made by hand: what a catalogue said, without one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from hashlib import sha256
from uuid import uuid4

from django.db import connection
from django.db.models import Model

from customers.models import Customer
from gather.models import (
    BlobGroup,
    BrokerGroup,
    Bucket,
    CopyGroup,
    Inventory,
    Location,
    Member,
    ObjectGroup,
    Partition,
    Policy,
    Pool,
    Rule,
    TapeGroup,
)
from jobs.models import Job, JobState
from restore.models import DatabaseServer, Restore, RestoredDatabase

DAY = date(2026, 1, 19)
TB = 10**12
# Numbers of the locations of a BlackPearl below.
FIRST, FIRST_LTO7, FIRST_DISK, SECOND, SECOND_LTO9 = range(5)
LOCATIONS = (
    (FIRST, "domain", "First copy", None, ""),
    (FIRST_LTO7, "tape", "First copy/LTO7", FIRST, "LTO7"),
    (FIRST_DISK, "pool", "First copy/pool:Disk A", FIRST, "Disk A"),
    (SECOND, "domain", "Second copy", None, ""),
    (SECOND_LTO9, "tape", "Second copy/LTO9", SECOND, "LTO9"),
)
ON_FIRST = [FIRST, FIRST_LTO7]
ON_BOTH = [*ON_FIRST, SECOND, SECOND_LTO9]
# Bucket: objects on the first copy, and how many of them are on the second.
NEWS_AND_SPORT = {"NEWS": (1000, 600), "SPORT": (500, 0), "EMPTY": (0, 0)}
OBJECT = 4_000_000_000  # bytes


def blackpearl(
    customer: Customer,
    *,
    dated: date = DAY,
    buckets: Mapping[str, tuple[int, int]] = NEWS_AND_SPORT,
    locations: Sequence[tuple[int, str, str, int | None, str]] = LOCATIONS,
    write_preference: str = "NORMAL",
    nowhere: int = 0,
    **more: object,
) -> Inventory:
    """A BlackPearl that copies from "First copy" to "Second copy".

    `nowhere`: more objects of the first bucket, without any copy.
    """
    count = sum(objects for objects, _ in buckets.values())
    totals = {
        "objects_count": count,
        "blobs_count": count,
        "size": count * OBJECT,
        "sanity": {"incomplete_objects": 3, "degraded_blobs": 0, "nowhere_size": 7},
    }
    inventory = empty(customer, "blackpearl", dated, **{**totals, **more})
    places = _locations(inventory, locations)
    _buckets(inventory, buckets, nowhere)
    _media(inventory, places, write_preference)
    _policy(inventory, places)
    return inventory


def rio(
    customer: Customer,
    *,
    dated: date = DAY,
    objects: int = 900,
    copied: int = 300,
    **more: object,
) -> Inventory:
    """A Rio that cruises from "DIVA" to "Cruise"."""
    count = objects + copied
    totals = {"objects_count": count, "size": count * OBJECT}
    inventory = empty(customer, "rio", dated, **{**totals, **more})
    names = ((0, "broker", "DIVA", None, ""), (1, "broker", "Cruise", None, ""))
    diva, cruise = _locations(inventory, names).values()
    for broker, held_by, number in (
        (diva, [0], objects - copied),
        (diva, [0, 1], copied),
        (cruise, [0, 1], copied),
    ):
        BrokerGroup.objects.create(
            inventory=inventory,
            broker=broker,
            held_by=held_by,
            objects_count=number,
            size=number * OBJECT,
        )
    return inventory


def empty(customer: Customer, kind: str, dated: date, **more: object) -> Inventory:
    """One of a restore that was published, with nothing in it yet."""
    noon = datetime.combine(dated, time(12), UTC)
    name = f"{kind}_{dated:%Y-%m-%d}.tar.zst"
    job = Job.objects.create(
        kind="restore",
        trigger="web",
        state=JobState.DONE,
        customer=customer,
        finished_at=noon,
    )
    server, _ = DatabaseServer.objects.get_or_create(
        name="landing", address_variable="LANDING_DATABASE_URL"
    )
    database = f"{kind}_{customer.database_suffix}"
    restore = Restore.objects.create(
        customer=customer, kind=kind, job=job, server=server, file=f"/tmp/{name}",
        name=name, database=database, dated=dated,
    )  # fmt: skip
    earlier = RestoredDatabase.objects.filter(customer=customer, kind=kind)
    earlier.filter(dropped_at=None).update(dropped_at=noon)
    RestoredDatabase.objects.create(
        customer=customer, kind=kind, server=server, name=database, restore=restore,
        size=0, dated=dated, restored_at=noon,
    )  # fmt: skip
    backup = {
        "backup_name": name,
        "backup_sha256": sha256(str(uuid4()).encode()).hexdigest(),
        "backup_size": 576_000_000,
    }
    return Inventory.objects.create(
        customer=customer, kind=kind, restore=restore, dated=dated, taken_at=noon,
        seconds=1.5, **{**backup, **more},
    )  # fmt: skip


def _locations(inventory: Inventory, rows) -> dict[int, Location]:
    made = Location.objects.bulk_create(
        Location(
            inventory=inventory,
            number=number,
            sort=sort,
            name=name,
            domain=domain,
            medium=medium,
        )
        for number, sort, name, domain, medium in rows
    )
    return {location.number: location for location in made}


def _buckets(
    inventory: Inventory, buckets: Mapping[str, tuple[int, int]], nowhere: int
) -> None:
    made = Bucket.objects.bulk_create(
        Bucket(
            inventory=inventory,
            number=number,
            name=name,
            policy="Two copies",
            objects_count=objects,
            blobs_count=objects,
            size=objects * OBJECT,
            unfinished_objects=number % 2,
        )
        for number, (name, (objects, _)) in enumerate(buckets.items())
    )
    parts = [
        (inventory.pk, bucket.pk, where, count, count * OBJECT)
        for bucket in made
        for objects, copied in (buckets[bucket.name],)
        for where, count in ((ON_BOTH, copied), (ON_FIRST, objects - copied))
        if count
    ]
    if nowhere:
        parts.append((inventory.pk, made[0].pk, [], nowhere, nowhere * OBJECT))
    _copy(BlobGroup, "locations, blobs_count", parts)
    whole = [(*part[:3], *part[2:]) for part in parts]
    _copy(ObjectGroup, "complete, present, objects_count", whole)


def _copy(model: type[Model], columns: str, rows: list[tuple[object, ...]]) -> None:
    """There may be tens of thousands, which bulk_create takes seconds for."""
    into = f"{model._meta.db_table} (inventory_id, bucket_id, {columns}, size)"
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _media(
    inventory: Inventory, places: dict[int, Location], write_preference: str
) -> None:
    for name, of_pools in (("Library A", False), ("Disk A", True)):
        Partition.objects.create(inventory=inventory, name=name, of_pools=of_pools)
    members = ((FIRST_LTO7, "Library A"), (FIRST_DISK, "Disk A"))
    for number, partition in (*members, (SECOND_LTO9, "Library A")):
        if number in places:
            Member.objects.create(
                inventory=inventory, location=places[number], partition=partition,
                state="NORMAL", write_preference=write_preference,
            )  # fmt: skip
    if FIRST_DISK in places:
        Pool.objects.create(
            inventory=inventory, location=places[FIRST_DISK], name="pool-1",
            partition="Disk A", type="NEARLINE", state="NORMAL", used_capacity=TB,
            available_capacity=9 * TB, total_capacity=10 * TB,
        )  # fmt: skip
    for number, tape, state, tapes, usable, partition in (
        (FIRST_LTO7, "LTO7", "NORMAL", 40, 0, "Library A"),
        (FIRST_LTO7, "LTO7", "EJECTED", 5, 0, None),
        (None, "LTO9", "NORMAL", 14, 12, "Library A"),
        (None, "LTO_CLEANING_TAPE", "NORMAL", 2, 0, "Library A"),
    ):
        assigned = number is not None
        TapeGroup.objects.create(
            inventory=inventory, location=places[number] if assigned else None,
            partition=partition, type=tape, state=state, assigned=assigned,
            tapes=tapes, usable=usable, full=tapes // 2 if assigned else 0,
            total_raw_capacity=tapes * 6 * TB, available_raw_capacity=tapes * TB,
        )  # fmt: skip
    CopyGroup.objects.create(
        inventory=inventory, location=places[FIRST_LTO7], state="good", copies=1500,
        size=1500 * OBJECT, ejected_copies=20, ejected_size=20 * OBJECT,
    )  # fmt: skip
    CopyGroup.objects.create(
        inventory=inventory, location=None, state="lost", copies=4, size=4 * OBJECT
    )


def _policy(inventory: Inventory, places: dict[int, Location]) -> None:
    policy = Policy.objects.create(
        inventory=inventory, name="Two copies", versioning="NONE"
    )
    for number in (FIRST, SECOND):
        if number in places:
            Rule.objects.create(
                inventory=inventory, policy=policy, domain=places[number],
                type="PERMANENT", state="NORMAL", isolation_level="STANDARD",
            )  # fmt: skip
