"""Inventories in memory: of each only the parts needed, and those only once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from customers.appliances import Appliance
from customers.models import Customer
from gather.inventories import inventory_for, kind_of, tapes_inventory
from gather.measuring.figures import (
    Blobs,
    DomainMember,
    Objects,
    Place,
    Scope,
    Stock,
    Tapes,
    named,
)
from gather.models import Bucket, Inventory
from phases.models import Phase

MERGED = -1  # the number of all buckets together


class Shelf:
    """One for each step in which several phases are measured."""

    def __init__(self) -> None:
        self._readers: dict[UUID, Reader] = {}
        self._latest: dict[Any, Inventory] = {}
        self._tapes: dict[Any, Inventory | None] = {}
        self._usable: dict[UUID, bool] = {}

    def inventory(self, phase: Phase, day: date | None) -> Inventory:
        customer, kind = phase.project.customer, kind_of(phase.type)
        key = (customer.pk, kind, day)
        if key not in self._latest:
            self._latest[key] = inventory_for(customer=customer, kind=kind, day=day)
        return self._latest[key]

    def tapes_inventory(
        self, customer: Customer | UUID, until: date
    ) -> Inventory | None:
        if (customer, until) not in self._tapes:
            self._tapes[customer, until] = tapes_inventory(customer, until)
        return self._tapes[customer, until]

    def is_usable(self, inventory: Inventory) -> bool:
        if inventory.pk not in self._usable:
            rows = Inventory.objects.usable().filter(pk=inventory.pk)
            self._usable[inventory.pk] = rows.exists()
        return self._usable[inventory.pk]

    def of(self, inventory: Inventory) -> "Reader":
        if inventory.pk not in self._readers:
            self._readers[inventory.pk] = Reader(inventory)
        return self._readers[inventory.pk]


class Reader:
    """One inventory."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self.mask = masks()
        self._expected: set[str] = set()  # names of buckets, which may not all exist
        self._part = Stock()  # the groups of those that exist

    def expect(self, several: Iterable[Scope]) -> None:
        """Read together what measuring each of these will take."""
        if self.inventory.kind == Appliance.RIO:
            return
        names = {name for scope in several for name in named(scope)}
        if names <= self._expected:
            return
        self._expected |= names
        buckets = self.inventory.buckets.filter(name__in=self._expected)
        self._part = self._some(list(buckets.order_by("number")))

    def stock(self, scope: Scope) -> Stock:
        """What measuring takes: the groups of a few buckets, or the sums of all."""
        if self.inventory.kind == Appliance.RIO:
            return self.whole
        self.expect([scope])
        present = self._part.numbers.keys() & named(scope)
        if len(present) < len(set(scope.buckets)):
            return self._with(buckets=self.names)
        return self._part if present else self.sums

    @cached_property
    def names(self) -> list[str]:
        """Of all buckets, to suggest similar ones for a wrong one."""
        every = self.inventory.buckets.order_by("number")
        return list(every.values_list("name", flat=True))

    @cached_property
    def whole(self) -> Stock:
        """Every group of every bucket."""
        if self.inventory.kind == Appliance.RIO:
            return self._rio()
        return self._some(list(self.inventory.buckets.order_by("number")), all_=True)

    @cached_property
    def media(self) -> Stock:
        """Locations and tapes, without their contents."""
        tapes = self.inventory.tape_groups.values_list(
            "partition", "type", "assigned", "tapes", "usable"
        )
        members = self.inventory.members.values_list(
            "location__domain", "partition", "location__medium", "write_preference"
        )
        partitions = self.inventory.partitions.filter(of_pools=False)
        return Stock(
            places=self.places,
            tapes=[Tapes(*row) for row in tapes],
            members=[DomainMember(*row) for row in members],
            partitions=list(partitions.values_list("name", flat=True)),
        )

    @cached_property
    def places(self) -> list[Place]:
        rows = self.inventory.locations.order_by("number").values_list(
            "number", "sort", "name", "domain", "medium"
        )
        return [Place(*row) for row in rows]

    def _with(self, **more: Any) -> Stock:
        return replace(self.media, **more)

    def _some(self, buckets: Sequence[Bucket], *, all_: bool = False) -> Stock:
        numbers = {bucket.pk: number for number, bucket in enumerate(buckets)}
        objects, blobs = self.inventory.object_groups, self.inventory.blob_groups
        chosen = {} if all_ else {"bucket__in": numbers}
        return self._with(
            buckets=[bucket.name for bucket in buckets],
            objects=self._objects(
                objects.filter(**chosen).values_list(
                    "bucket_id", "complete", "present", "objects_count", "size"
                ),
                numbers.__getitem__,
            ),
            blobs=[
                Blobs(numbers[bucket], self.mask(on), size)
                for bucket, on, size in blobs.filter(**chosen).values_list(
                    "bucket_id", "locations", "size"
                )
            ],
        )

    @cached_property
    def sums(self) -> Stock:
        """All buckets together, summed up by the database."""
        if self.inventory.kind == Appliance.RIO:
            return self.whole
        objects = self.inventory.object_groups.values_list("complete", "present")
        blobs = self.inventory.blob_groups.values_list("locations")
        return self._with(
            objects=[
                Objects(MERGED, self.mask(complete), self.mask(present), int(n), int(s))
                for complete, present, n, s in objects.annotate(
                    Sum("objects_count"), Sum("size")
                )
            ],
            blobs=[
                Blobs(MERGED, self.mask(on), int(size))
                for on, size in blobs.annotate(Sum("size"))
            ],
        )

    def _objects(
        self, rows: QuerySet[Any, Any], number: Callable[[Any], int]
    ) -> list[Objects]:
        mask = self.mask
        return [
            Objects(number(bucket), mask(complete), mask(present), count, size)
            for bucket, complete, present, count, size in rows
        ]

    def _rio(self) -> Stock:
        rows = self.inventory.broker_groups.values_list(
            "broker__number", "held_by", "held_by", "objects_count", "size"
        )
        objects = self._objects(rows, int)
        return Stock(
            places=self.places,
            buckets=[place.name for place in self.places],
            objects=objects,
            blobs=[Blobs(group.bucket, group.present, group.size) for group in objects],
        )


def stock_of(inventory: Inventory) -> Stock:
    """The whole inventory."""
    return Reader(inventory).whole


def masks() -> Callable[[Iterable[int]], int]:
    """A few sets occur in many groups, so each is worked out once."""
    cache: dict[tuple[int, ...], int] = {}

    def mask(numbers: Iterable[int]) -> int:
        key = tuple(numbers)
        if key not in cache:
            cache[key] = sum(1 << number for number in key)
        return cache[key]

    return mask
