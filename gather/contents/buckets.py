"""Buckets of an inventory: where they are, how much, and over time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from customers.models import Customer
from gather.models import BlobGroup, Bucket, Inventory, Location, ObjectGroup


@dataclass
class LocationStock:
    """What a bucket has on a location."""

    location: Location
    objects: int = 0  # present there
    complete: int = 0
    size: int = 0  # of the blobs that are there


@dataclass
class BucketStock:
    bucket: Bucket
    locations: list[LocationStock] = field(default_factory=list)


def buckets_of(inventory: Inventory, search: str = "") -> QuerySet[Bucket]:
    buckets = Bucket.objects.filter(inventory=inventory)
    return buckets.filter(name__icontains=search) if search else buckets


def with_locations(buckets: Iterable[Bucket]) -> list[BucketStock]:
    """The buckets of one inventory with their locations; three queries in all."""
    found = list(buckets)
    if not found:
        return []
    names = Location.objects.filter(inventory=found[0].inventory_id)
    locations = {location.number: location for location in names}
    stock: dict[tuple[int, int], LocationStock] = {}

    def at(bucket: int, number: int) -> LocationStock:
        return stock.setdefault((bucket, number), LocationStock(locations[number]))

    _count_objects(found, at)
    _count_bytes(found, at)
    of_bucket = defaultdict(list)
    for (bucket, _), each in sorted(stock.items()):
        of_bucket[bucket].append(each)
    return [BucketStock(bucket, of_bucket[bucket.pk]) for bucket in found]


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
    """The bucket in the inventory of each day, the oldest first; None: not there."""
    inventories = Inventory.objects.usable().of(customer, kind).one_a_day()
    rows = Bucket.objects.filter(inventory__in=inventories, name=bucket)
    there = {row.inventory_id: row for row in rows}
    return [(inventory, there.get(inventory.pk)) for inventory in inventories]
