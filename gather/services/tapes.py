"""What a tape of a phase's target partition holds, as an inventory counted it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from gather.measuring.figures import CLEANING
from gather.models import Origin, TapeGroup
from phases.models import Phase


def bytes_per_tape(phases: Collection[Phase]) -> dict[UUID, float]:
    """By the inventory that counted the scratch tapes of a phase's last gather.

    In two queries for any number of phases.
    """
    counted = Origin.objects.filter(
        measurement__phase__in=phases, tapes_inventory__isnull=False
    )
    newest = counted.order_by(
        "measurement__phase_id", "-measurement__timestamp", "-measurement__updated_at"
    )
    asked = {
        phase: (inventory, partition)
        for phase, inventory, partition in newest.distinct(
            "measurement__phase_id"
        ).values_list("measurement__phase_id", "tapes_inventory_id", "partition")
    }
    alike: dict[tuple[UUID, str | None], list[TapeGroup]] = defaultdict(list)
    inventories = {inventory for inventory, _ in asked.values()}
    for group in TapeGroup.objects.filter(inventory__in=inventories):
        alike[group.inventory_id, group.partition].append(group)
    found = {phase: held(alike[where]) for phase, where in asked.items()}
    return {phase: size for phase, size in found.items() if size}


def held(groups: Sequence[TapeGroup]) -> float | None:
    """What is on an assigned tape on average; before any is, what a scratch one takes.

    Of assigned tapes those count that are of a type of the scratch ones, as long as
    there are any: a partition may hold an older generation, to be read only.
    """
    known = [g for g in groups if g.type not in CLEANING and g.total_raw_capacity]
    scratch = [group for group in known if not group.assigned]
    types = {group.type for group in scratch}
    assigned = [g for g in known if g.assigned and (not types or g.type in types)]
    used = sum(g.total_raw_capacity - g.available_raw_capacity for g in assigned)
    if used > 0:
        return used / sum(group.tapes for group in assigned)
    capacity = sum(group.total_raw_capacity for group in scratch)
    return capacity / sum(group.tapes for group in scratch) if scratch else None
