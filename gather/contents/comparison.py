"""Two inventories side by side: what each bucket has on each location."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError

from customers.appliances import Appliance
from gather.contents.choices import place_choice
from gather.measuring.shelf import Shelf
from gather.models import Inventory

IN_TOTAL = "\0"  # no location has this name


@dataclass(frozen=True)
class Amount:
    objects: int = 0  # present there
    size: int = 0  # bytes of what is present
    complete: int = 0  # objects with all their blobs there

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(
            self.objects + other.objects,
            self.size + other.size,
            self.complete + other.complete,
        )


@dataclass(frozen=True)
class Change:
    """What one name has on both sides; None on a side that lacks it."""

    name: str
    before: Amount | None
    after: Amount | None

    @property
    def objects(self) -> int:
        return (self.after or Amount()).objects - (self.before or Amount()).objects

    @property
    def size(self) -> int:
        return (self.after or Amount()).size - (self.before or Amount()).size

    @property
    def complete(self) -> int:
        return (self.after or Amount()).complete - (self.before or Amount()).complete

    @property
    def is_real(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class BucketChange:
    """A bucket in total, and the locations on which it changed. Of a Rio, a broker."""

    total: Change
    locations: list[Change]

    @property
    def name(self) -> str:
        return self.total.name

    @property
    def is_real(self) -> bool:
        return self.total.is_real or bool(self.locations)

    @cached_property
    def largest(self) -> tuple[int, int]:
        """How much changed, to sort by."""
        all_ = [self.total, *self.locations]
        return max(abs(c.size) for c in all_), max(abs(c.objects) for c in all_)


@dataclass(frozen=True)
class Comparison:
    buckets: list[BucketChange]
    locations: list[Change]


def compare(before: Inventory, after: Inventory) -> Comparison:
    if (before.customer_id, before.kind) != (after.customer_id, after.kind):
        raise ValidationError(
            "These inventories can't be compared. Choose two of the same customer and "
            "appliance."
        )
    old, new = by_bucket(before), by_bucket(after)
    shown = telling_locations(before, after)
    return Comparison(
        [
            bucket_change(name, old.get(name), new.get(name), shown)
            for name in sorted({*old, *new})
        ],
        changes(by_location(before), by_location(after)),
    )


def bucket_change(
    name: str,
    before: Mapping[str, Amount] | None,
    after: Mapping[str, Amount] | None,
    shown: set[str],
) -> BucketChange:
    """On a location that had nothing of the bucket so far, it had zero."""

    def held(side: Mapping[str, Amount] | None, at: str) -> Amount | None:
        return None if side is None else side.get(at, Amount())

    parts = [
        Change(at, held(before, at), held(after, at))
        for at in sorted({*(before or ()), *(after or ())} & {*shown, IN_TOTAL})
    ]
    total = next(part for part in parts if part.name == IN_TOTAL)
    return BucketChange(
        Change(name, total.before, total.after),
        [part for part in parts if part.name != IN_TOTAL and part.is_real],
    )


def telling_locations(*inventories: Inventory) -> set[str]:
    """All but the only medium of a storage domain, which shows what the domain does."""
    media: dict[str, set[str]] = defaultdict(set)
    names: set[str] = set()
    for inventory in inventories:
        locations = list(inventory.locations.all())
        outer = {row.number: row.name for row in locations if row.domain is None}
        names.update(outer.values())
        for row in locations:
            if row.domain is not None:
                media[outer[row.domain]].add(row.name)
    return names.union(*(each for each in media.values() if len(each) > 1))


def by_bucket(inventory: Inventory) -> dict[str, dict[str, Amount]]:
    """Of each bucket by its name: what each location holds, and what all do."""
    contents: dict[str, dict[str, Amount]] = defaultdict(dict)
    parts = _brokers if inventory.kind == Appliance.RIO else _buckets
    for bucket, location, amount in parts(inventory):
        held = contents[bucket]
        held[location] = held.get(location, Amount()) + amount
    return contents


def _buckets(inventory: Inventory) -> Iterator[tuple[str, str, Amount]]:
    names = dict(inventory.locations.values_list("number", "name"))
    for bucket, objects, size in inventory.buckets.values_list(
        "name", "objects_count", "size"
    ):
        yield bucket, IN_TOTAL, Amount(objects, size, objects)
    groups = inventory.object_groups.values_list(
        "bucket__name", "present", "complete", "objects_count"
    )
    for bucket, present, complete, objects in groups:
        for number in present:
            yield bucket, names[number], Amount(objects)
        for number in complete:
            yield bucket, names[number], Amount(complete=objects)
    blobs = inventory.blob_groups.values_list("bucket__name", "locations", "size")
    for bucket, numbers, size in blobs:
        for number in numbers:
            yield bucket, names[number], Amount(size=size)


def _brokers(inventory: Inventory) -> Iterator[tuple[str, str, Amount]]:
    """The objects of a broker, and which of them other brokers hold, too."""
    names = dict(inventory.locations.values_list("number", "name"))
    for name in names.values():
        yield name, IN_TOTAL, Amount()
    groups = inventory.broker_groups.values_list(
        "broker__name", "held_by", "objects_count", "size"
    )
    for broker, held_by, objects, size in groups:
        amount = Amount(objects, size, objects)
        yield broker, IN_TOTAL, amount
        for number in held_by:
            if names[number] != broker:
                yield broker, names[number], amount


def by_location(inventory: Inventory) -> dict[str, Amount]:
    stock = Shelf().of(inventory).sums
    choices = [place_choice(stock, place) for place in stock.places]
    return {c.value: Amount(c.objects, c.size, c.objects) for c in choices}


def changes(before: Mapping[str, Amount], after: Mapping[str, Amount]) -> list[Change]:
    names = sorted({*before, *after})
    return [Change(name, before.get(name), after.get(name)) for name in names]
