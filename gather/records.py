"""Inventories and what was gathered from them, as commands show them."""

from typing import Any

from customers.appliances import Appliance
from gather.contents.buckets import buckets_of, with_locations
from gather.measuring.figures import Stock
from gather.measuring.shelf import stock_of
from gather.models import Inventory, Origin
from phases.models import MigrationData
from tracker.commands import record

Buckets = list[dict[str, Any]]


def measured(measurement: MigrationData) -> dict[str, Any]:
    """The measurement, and where it came from."""
    phase, origin = measurement.phase, Origin.objects.get(measurement=measurement)
    return record(
        measurement,
        customer=phase.project.customer.name,
        project=phase.project.name,
        usable_scratch_tapes=origin.figures["usable_scratch_tapes"],
        bucket_rule=origin.rule,
        buckets=origin.buckets,
        inventory=origin.inventory_id,
        inventory_date=origin.inventory.dated,
        tapes_inventory=origin.tapes_inventory_id,
        backup=origin.inventory.backup_name,
        backup_sha256=origin.inventory.backup_sha256,
    )


def buckets_in(inventory: Inventory) -> Buckets:
    """Objects that are present on a location, and the bytes that are there.

    A Rio has brokers instead of buckets; where a name is held is its location.
    """
    if inventory.kind == Appliance.RIO:
        return _brokers(stock_of(inventory))
    return [
        {
            "bucket": each.bucket.name,
            "objects": each.bucket.objects_count,
            "size": each.bucket.size,
            "locations": [
                {"location": at.location.name, "objects": at.objects, "size": at.size}
                for at in each.locations
            ],
        }
        for each in with_locations(buckets_of(inventory))
    ]


def _brokers(stock: Stock) -> Buckets:
    found = []
    for broker in stock.places:
        groups = stock.objects_of.get(broker.number, [])
        held = [
            {
                "location": place.name,
                "objects": sum(g.objects for g in groups if g.present & place.bit),
                "size": sum(g.size for g in groups if g.present & place.bit),
            }
            for place in stock.places
        ]
        found.append(
            {
                "bucket": broker.name,
                "objects": sum(group.objects for group in groups),
                "size": sum(group.size for group in groups),
                "locations": [each for each in held if each["objects"]],
            }
        )
    return found
