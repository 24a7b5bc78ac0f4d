"""Two inventories side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from gather.contents.choices import place_choice
from gather.measuring.shelf import Shelf
from gather.models import Inventory

Amount = tuple[int, int]  # objects, bytes


@dataclass(frozen=True)
class Change:
    """What one name has on both sides; None on a side that lacks it."""

    name: str
    before: Amount | None
    after: Amount | None

    @property
    def objects(self) -> int:
        return (self.after or (0, 0))[0] - (self.before or (0, 0))[0]

    @property
    def size(self) -> int:
        return (self.after or (0, 0))[1] - (self.before or (0, 0))[1]


@dataclass(frozen=True)
class Comparison:
    buckets: list[Change]  # empty for a Rio
    locations: list[Change]


def compare(before: Inventory, after: Inventory) -> Comparison:
    if (before.customer_id, before.kind) != (after.customer_id, after.kind):
        raise ValidationError(
            "These inventories can't be compared. Choose two of the same customer and "
            "appliance."
        )
    return Comparison(
        changes(by_bucket(before), by_bucket(after)),
        changes(by_location(before), by_location(after)),
    )


def by_bucket(inventory: Inventory) -> dict[str, Amount]:
    rows = inventory.buckets.values_list("name", "objects_count", "size")
    return {name: (objects, size) for name, objects, size in rows}


def by_location(inventory: Inventory) -> dict[str, Amount]:
    stock = Shelf().of(inventory).sums
    choices = [place_choice(stock, place) for place in stock.places]
    return {choice.value: (choice.objects, choice.size) for choice in choices}


def changes(before: Mapping[str, Amount], after: Mapping[str, Amount]) -> list[Change]:
    names = sorted({*before, *after})
    return [Change(name, before.get(name), after.get(name)) for name in names]
