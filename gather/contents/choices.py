"""What an inventory offers for a phase to choose: source, target and partition."""

from dataclasses import dataclass

from customers.appliances import Appliance
from gather.inventories import tapes_inventory
from gather.measuring.figures import CLEANING, Place, Stock
from gather.measuring.shelf import Shelf
from gather.models import Inventory
from tracker.templatetags.figures import count, size_text


@dataclass(frozen=True)
class PlaceChoice:
    value: str  # what a phase's source, target or partition is set to
    label: str
    sort: str  # domain, tape, pool, broker; or partition
    objects: int = 0  # present there; of a partition, its scratch tapes
    size: int = 0

    @property
    def words(self) -> str:
        """Its name, and what it has."""
        if self.sort == "partition":
            return f"{self.label} — {count(self.objects)} scratch tapes"
        return f"{self.label} — {count(self.objects)} objects, {size_text(self.size)}"


@dataclass(frozen=True)
class PlaceChoices:
    sources: list[PlaceChoice]
    targets: list[PlaceChoice]
    partitions: list[PlaceChoice]


def choices_of(inventory: Inventory) -> PlaceChoices:
    """A Rio's tape partitions come from the customer's BlackPearl of that time."""
    shelf = Shelf()
    stock = shelf.of(inventory).sums
    places = [place_choice(stock, place) for place in stock.places]
    if inventory.kind != Appliance.RIO:
        sources = [choice for choice in places if choice.sort == "domain"]
        return PlaceChoices(sources, places, partitions_of(stock))
    beside = tapes_inventory(inventory.customer_id, inventory.dated)
    tapes = partitions_of(shelf.of(beside).media) if beside else []
    return PlaceChoices(places, places, tapes)


def place_choice(stock: Stock, place: Place) -> PlaceChoice:
    if place.sort == "broker":
        held = stock.objects_of.get(place.number, [])
        size = sum(group.size for group in held)
    else:
        held = [g for g in stock.all_objects if g.present & place.bit]
        size = sum(blob.size for blob in stock.all_blobs if blob.on & place.bit)
    return PlaceChoice(
        place.name, place.name, place.sort, sum(group.objects for group in held), size
    )


def partitions_of(stock: Stock) -> list[PlaceChoice]:
    def scratch(name: str) -> int:
        return sum(
            group.tapes
            for group in stock.tapes
            if group.partition == name
            and not group.assigned
            and group.type not in CLEANING
        )

    return [
        PlaceChoice(name, name, "partition", scratch(name))
        for name in sorted(stock.partitions)
    ]
