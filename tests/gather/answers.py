"""A stored inventory in the words of samples/README.md, to be compared with it."""

from collections import defaultdict
from typing import Any

from gather.models import Inventory

CLEANING = ("LTO_CLEANING_TAPE", "TS_CLEANING_TAPE")


def counted_in(inventory: Inventory) -> dict[str, Any]:
    names = dict(inventory.locations.values_list("number", "name"))
    if inventory.kind == "rio":
        return _rio(inventory, names)
    return {
        "buckets": [
            _bucket(bucket, names) for bucket in inventory.buckets.order_by("number")
        ],
        "copies": _copies(inventory),
        "tapes": _tapes(inventory),
        "scratch": _scratch(inventory),
    }


def without_measures(expected: dict[str, Any]) -> dict[str, Any]:
    left_out = ("migration", "exclusion")
    found = {key: value for key, value in expected.items() if key not in left_out}
    if "buckets" in found:
        found["buckets"] = sorted(found["buckets"], key=lambda each: each["bucket"])
    return found


def _named(numbers: list[int], names: dict[int, str]) -> list[str]:
    return sorted(names[number] for number in numbers)


def in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


def _bucket(bucket: Any, names: dict[int, str]) -> dict[str, Any]:
    return {
        "bucket": bucket.name,
        "objects": in_order(
            [
                {
                    "complete": _named(group.complete, names),
                    "present": _named(group.present, names),
                    "objects": group.objects_count,
                    "size": group.size,
                }
                for group in bucket.object_groups.all()
            ]
        ),
        "blobs": in_order(
            [
                {
                    "locations": _named(group.locations, names),
                    "blobs": group.blobs_count,
                    "size": group.size,
                }
                for group in bucket.blob_groups.all()
            ]
        ),
        "unfinished": {
            "objects": bucket.unfinished_objects,
            "size": bucket.unfinished_size,
        },
    }


def _copies(inventory: Inventory) -> list[dict[str, Any]]:
    rows = []
    for group in inventory.copy_groups.select_related("location"):
        name = group.location.name if group.location else None
        parts = [(group.state, group.copies, group.size)]
        if group.ejected_copies:
            parts.append(("ejected", group.ejected_copies, group.ejected_size))
        rows += [
            {"location": name, "state": state, "copies": copies, "size": size}
            for state, copies, size in parts
        ]
    return sorted(rows, key=lambda row: (str(row["location"]), row["state"]))


def _tapes(inventory: Inventory) -> list[dict[str, Any]]:
    sums: dict[tuple, list[int]] = defaultdict(lambda: [0, 0, 0])
    for group in inventory.tape_groups.all():
        found = sums[group.partition, group.type, group.state, group.assigned]
        found[0] += group.tapes
        found[1] += group.total_raw_capacity
        found[2] += group.available_raw_capacity
    return in_order(
        [
            {
                "partition": partition,
                "type": kind,
                "state": state,
                "assigned": assigned,
                "tapes": tapes,
                "total_raw_capacity": total,
                "available_raw_capacity": available,
            }
            for (partition, kind, state, assigned), (
                tapes,
                total,
                available,
            ) in sums.items()
        ]
    )


def _scratch(inventory: Inventory) -> list[dict[str, Any]]:
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for group in inventory.tape_groups.filter(assigned=False, partition__isnull=False):
        if group.type not in CLEANING:
            sums[group.partition, group.type][0] += group.tapes
            sums[group.partition, group.type][1] += group.usable
    return in_order(
        [
            {"partition": partition, "type": kind, "tapes": tapes, "usable": usable}
            for (partition, kind), (tapes, usable) in sums.items()
        ]
    )


def _rio(inventory: Inventory, names: dict[int, str]) -> dict[str, Any]:
    return {
        "brokers": sorted(names.values()),
        "objects": in_order(
            [
                {
                    "broker": group.broker.name,
                    "held_by": _named(group.held_by, names),
                    "objects": group.objects_count,
                    "size": group.size,
                }
                for group in inventory.broker_groups.select_related("broker")
            ]
        ),
    }
