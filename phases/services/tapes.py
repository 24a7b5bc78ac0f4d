"""What a tape of the target holds, from those who count tapes.

They know phases; phases do not know them. They register in their tasks.py:

    @counts_tapes
    def bytes_per_tape(phases): return {phase.pk: …}  # those that anything is known of
"""

from collections.abc import Callable, Collection
from uuid import UUID

from phases.models import Phase

Counter = Callable[[Collection[Phase]], dict[UUID, float]]

_counters: list[Counter] = []


def counts_tapes(function: Counter) -> Counter:
    """Asked within a renewal, once for many phases."""
    _counters[:] = [function]
    return function


def held_by_tapes(phases: Collection[Phase]) -> dict[UUID, float]:
    if not phases:
        return {}
    return _counters[0](phases) if _counters else {}
