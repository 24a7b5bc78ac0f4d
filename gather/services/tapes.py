"""How much fits on a tape of a phase's target partition, by its inventory."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from gather.measuring.figures import CLEANING
from gather.models import Origin, TapeGroup
from phases.models import Phase


def bytes_per_tape(phases: Collection[Phase]) -> dict[UUID, float]:
    """By the inventory that counted the scratch tapes of a phase's latest measurement.

    In two queries for any number of phases.
    """
    origins = Origin.objects.filter(
        measurement__phase__in=phases, tapes_inventory__isnull=False
    )
    newest = origins.order_by(
        "measurement__phase_id", "-measurement__timestamp", "-measurement__figures_at"
    )
    counted_in = {
        phase: (inventory, partition)
        for phase, inventory, partition in newest.distinct(
            "measurement__phase_id"
        ).values_list("measurement__phase_id", "tapes_inventory_id", "partition")
    }
    alike: dict[tuple[UUID, str | None], list[TapeGroup]] = defaultdict(list)
    inventories = {inventory for inventory, _ in counted_in.values()}
    for group in TapeGroup.objects.filter(inventory__in=inventories):
        alike[group.inventory_id, group.partition].append(group)
    sizes = {phase: held(alike[key]) for phase, key in counted_in.items()}
    return {phase: size for phase, size in sizes.items() if size}


def held(groups: Sequence[TapeGroup]) -> float | None:
    """The average on an assigned tape; before there is one, a scratch tape's capacity.

    Only assigned tapes of the same types as the scratch tapes count, if there are
    any: a partition may hold an older generation that is only read.
    """
    tapes = [g for g in groups if g.type not in CLEANING and g.total_raw_capacity]
    scratch = [group for group in tapes if not group.assigned]
    types = {group.type for group in scratch}
    assigned = [g for g in tapes if g.assigned and (not types or g.type in types)]
    used = sum(g.total_raw_capacity - g.available_raw_capacity for g in assigned)
    if used > 0:
        return used / sum(group.tapes for group in assigned)
    capacity = sum(group.total_raw_capacity for group in scratch)
    return capacity / sum(group.tapes for group in scratch) if scratch else None
