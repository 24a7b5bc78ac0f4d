"""Inventories and measurements from them, as commands and the API give them."""

from typing import Any

from customers.appliances import Appliance
from gather.contents.buckets import buckets_of, with_locations
from gather.measuring.figures import Stock
from gather.measuring.shelf import stock_of
from gather.models import Inventory, Origin
from phases.models import MigrationData
from tracker.commands import record

Records = list[dict[str, Any]]


def measurement_record(measurement: MigrationData) -> dict[str, Any]:
    """The measurement, and where its figures came from."""
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


def bucket_records(inventory: Inventory) -> Records:
    """Each bucket, with the objects present on each location and their bytes.

    A Rio has brokers instead of buckets; the brokers that hold a name are its
    locations.
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


def _brokers(stock: Stock) -> Records:
    brokers = []
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
        brokers.append(
            {
                "bucket": broker.name,
                "objects": sum(group.objects for group in groups),
                "size": sum(group.size for group in groups),
                "locations": [each for each in held if each["objects"]],
            }
        )
    return brokers
