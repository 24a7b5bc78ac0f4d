"""Buckets of an inventory: what each location holds, and over time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from customers.models import Customer
from gather.models import BlobGroup, Bucket, Inventory, Location, ObjectGroup


@dataclass
class BucketPart:
    """What a location holds of a bucket."""

    location: Location
    objects: int = 0  # present there
    complete: int = 0
    size: int = 0  # of the blobs present there


@dataclass
class BucketContents:
    bucket: Bucket
    locations: list[BucketPart] = field(default_factory=list)


def buckets_of(inventory: Inventory, search: str = "") -> QuerySet[Bucket]:
    buckets = Bucket.objects.filter(inventory=inventory)
    return buckets.filter(name__icontains=search) if search else buckets


def with_locations(buckets: Iterable[Bucket]) -> list[BucketContents]:
    """The buckets of one inventory with their locations, in three queries."""
    buckets = list(buckets)
    if not buckets:
        return []
    names = Location.objects.filter(inventory=buckets[0].inventory_id)
    locations = {location.number: location for location in names}
    parts: dict[tuple[int, int], BucketPart] = {}

    def at(bucket: int, number: int) -> BucketPart:
        return parts.setdefault((bucket, number), BucketPart(locations[number]))

    _count_objects(buckets, at)
    _count_bytes(buckets, at)
    of_bucket = defaultdict(list)
    for (bucket, _), part in sorted(parts.items()):
        of_bucket[bucket].append(part)
    return [BucketContents(bucket, of_bucket[bucket.pk]) for bucket in buckets]


def _count_objects(buckets: Sequence[Bucket], at) -> None:  # type: ignore[no-untyped-def]
    groups = ObjectGroup.objects.filter(bucket__in=buckets)
    for bucket, complete, present, objects in groups.values_list(
        "bucket_id", "complete", "present", "objects_count"
    ):
        for number in present:
            at(bucket, number).objects += objects
        for number in complete:
            at(bucket, number).complete += objects


def _count_bytes(buckets: Sequence[Bucket], at) -> None:  # type: ignore[no-untyped-def]
    groups = BlobGroup.objects.filter(bucket__in=buckets)
    for bucket, numbers, size in groups.values_list("bucket_id", "locations", "size"):
        for number in numbers:
            at(bucket, number).size += size


def bucket_trend(
    *, customer: Customer, kind: str, bucket: str
) -> list[tuple[Inventory, Bucket | None]]:
    """The bucket in the inventory of each day, the oldest first; None where missing."""
    inventories = Inventory.objects.usable().of(customer, kind).one_a_day()
    rows = Bucket.objects.filter(inventory__in=inventories, name=bucket)
    of_inventory = {row.inventory_id: row for row in rows}
    return [(inventory, of_inventory.get(inventory.pk)) for inventory in inventories]
