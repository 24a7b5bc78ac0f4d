"""What differs between two inventories, as the page lists it."""

from collections.abc import Iterable
from dataclasses import dataclass

from gather.contents.comparison import BucketChange, Change
from gather.measuring.figures import CLEANING
from gather.models import Inventory
from phases.models import Phase


@dataclass(frozen=True)
class Ways:
    """Between which locations the customer's phases move data."""

    sources: frozenset[str]
    targets: frozenset[str]

    def said(self, change: Change) -> tuple[str, str]:
        """A change of a location: its tone and its word, by what the phases intend."""
        grew = (change.size, change.objects, change.complete) > (0, 0, 0)
        if grew and change.name in self.targets:
            return "ok", "Arrived"
        if grew and change.name in self.sources:
            return "warning", "New on the source"
        if change.name in self.sources:
            return "info", "Left the source"
        if change.name in self.targets:
            return "danger", "Lost on the target"
        return "neutral", "Grew" if grew else "Shrank"


def ways_of(inventory: Inventory) -> Ways:
    """A medium within the source may be named by itself."""
    phases = Phase.objects.filter(project__customer=inventory.customer_id)
    pairs = list(phases.values_list("source", "target").distinct())
    return Ways(
        frozenset(source for source, _ in pairs),
        frozenset(
            name
            for source, target in pairs
            for name in (target, f"{source}/{target}", f"{source}/pool:{target}")
        ),
    )


def changed(buckets: Iterable[BucketChange]) -> list[BucketChange]:
    """Only real changes, the largest first."""
    real = [bucket for bucket in buckets if bucket.is_real]
    return sorted(real, key=lambda bucket: bucket.largest, reverse=True)


def neighbour(inventory: Inventory) -> Inventory | None:
    """The inventory before it, otherwise the one after it, of the same appliance."""
    usable = Inventory.objects.usable().of(inventory.customer_id, inventory.kind)
    earlier = usable.filter(dated__lt=inventory.dated).newest_first()
    later = usable.filter(dated__gt=inventory.dated).order_by("dated", "-taken_at")
    return earlier.first() or later.first()


@dataclass(frozen=True)
class TapeChange:
    """Tapes of a partition and type, and how many of them are scratch tapes."""

    partition: str
    type: str
    tapes_before: int
    scratch_before: int
    tapes_after: int
    scratch_after: int

    @property
    def change(self) -> int:
        return self.tapes_after - self.tapes_before


def tape_changes(before: Inventory, after: Inventory) -> list[TapeChange]:
    old, new = tapes_by_type(before), tapes_by_type(after)
    none = (0, 0)
    return [
        TapeChange(*key, *old.get(key, none), *new.get(key, none))
        for key in sorted({*old, *new})
    ]


def tapes_by_type(inventory: Inventory) -> dict[tuple[str, str], tuple[int, int]]:
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for group in inventory.tape_groups.all():
        key = (group.partition or "", group.type)
        tapes, scratch = counts.get(key, (0, 0))
        free = 0 if group.assigned or group.type in CLEANING else group.tapes
        counts[key] = (tapes + group.tapes, scratch + free)
    return counts
