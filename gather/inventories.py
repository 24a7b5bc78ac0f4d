"""Finding the inventory that answers, and reading it into memory."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from customers.models import Customer
from gather.figures import Blobs, Member, Objects, Place, Stock, Tapes
from gather.models import Inventory
from phases.models import PhaseType
from restore.models import ApplianceKind

SHOWN = 5


def kind_of(phase_type: str) -> str:
    """The appliance that a phase of this type is measured on."""
    if phase_type == PhaseType.RIO_CRUISE:
        return ApplianceKind.RIO.value
    return ApplianceKind.BLACKPEARL.value


def inventory_for(
    *, customer: Customer, kind: str, day: date | None = None
) -> Inventory:
    """The latest, or the one that counts of that day; else a sentence why not."""
    usable = Inventory.objects.usable().of(customer, kind)
    found = usable.filter(dated=day) if day else usable
    if inventory := found.newest_first().first():
        return inventory
    name = ApplianceKind(kind).label
    days = list(usable.order_by("-dated").values_list("dated", flat=True).distinct())
    if not days:
        raise ValidationError(
            {"date": f"{customer} has no inventory of a {name}: restore a backup."},
            code="no_inventory",
        )
    raise ValidationError(
        {"date": f"There is no {name} inventory of {shown(day)}: {among(days, day)}."},
        code="no_inventory",
    )


def shown(day: date | None) -> str:
    return date_format(day) if day else "no date"


def among(days: list[date], day: date | None) -> str:
    """The nearest days that there are."""
    near = sorted(days, key=lambda each: abs((each - (day or each)).days))[:SHOWN]
    text = ", ".join(shown(each) for each in sorted(near))
    return f"there is one of {text}" if len(days) == 1 else f"there are some of {text}"


def tapes_inventory(customer: Customer | UUID, until: date) -> Inventory | None:
    """The customer's BlackPearl of that date, or the nearest before."""
    usable = Inventory.objects.usable().of(customer, ApplianceKind.BLACKPEARL)
    return usable.until(until).newest_first().first()


def latest_inventories(
    customers: Collection[Customer],
) -> dict[tuple[UUID, str], Inventory]:
    """By customer and kind, in one query."""
    rows = Inventory.objects.usable().filter(customer__in=customers)
    newest = rows.order_by("customer_id", "kind", "-dated", "-taken_at", "-id")
    return {(i.customer_id, i.kind): i for i in newest.distinct("customer_id", "kind")}


def stock_of(inventory: Inventory) -> Stock:
    """The whole inventory, in a handful of queries whatever its size."""
    places = [
        Place(*row)
        for row in inventory.locations.order_by("number").values_list(
            "number", "sort", "name", "domain", "medium"
        )
    ]
    if inventory.kind == ApplianceKind.RIO:
        return _rio(inventory, places)
    return _blackpearl(inventory, places)


def _rio(inventory: Inventory, places: list[Place]) -> Stock:
    mask = masks()
    objects = [
        Objects(broker, held := mask(numbers), held, count, size)
        for broker, numbers, count, size in inventory.broker_groups.values_list(
            "broker__number", "held_by", "objects_count", "size"
        )
    ]
    return Stock(
        places=places,
        buckets=[place.name for place in places],
        objects=objects,
        blobs=[Blobs(each.bucket, each.present, each.size) for each in objects],
    )


def _blackpearl(inventory: Inventory, places: list[Place]) -> Stock:
    mask = masks()
    objects = inventory.object_groups.values_list(
        "bucket__number", "complete", "present", "objects_count", "size"
    )
    blobs = inventory.blob_groups.values_list("bucket__number", "locations", "size")
    tapes = inventory.tape_groups.values_list(
        "partition", "type", "assigned", "tapes", "usable"
    )
    members = inventory.members.values_list(
        "location__domain", "partition", "location__medium"
    )
    partitions = inventory.partitions.filter(of_pools=False)
    buckets = inventory.buckets.order_by("number")
    return Stock(
        places=places,
        buckets=list(buckets.values_list("name", flat=True)),
        objects=[
            Objects(bucket, mask(complete), mask(present), count, size)
            for bucket, complete, present, count, size in objects
        ],
        blobs=[Blobs(bucket, mask(on), size) for bucket, on, size in blobs],
        tapes=[Tapes(*row) for row in tapes],
        members=[Member(*row) for row in members],
        partitions=list(partitions.values_list("name", flat=True)),
    )


def masks() -> Callable[[Iterable[int]], int]:
    """Few sets occur in many groups, so each is reckoned once."""
    known: dict[tuple[int, ...], int] = {}

    def mask(numbers: Iterable[int]) -> int:
        key = tuple(numbers)
        if key not in known:
            known[key] = sum(1 << number for number in key)
        return known[key]

    return mask
