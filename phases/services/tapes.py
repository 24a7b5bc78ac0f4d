"""What a tape of the target holds, from the rooms that count tapes.

Those rooms know phases, but phases do not know them. They register in tasks.py:

    @counts_tapes
    def bytes_per_tape(phases): return {phase.pk: …}  # where it is known
"""

from collections.abc import Callable, Collection
from uuid import UUID

from phases.models import Phase

Counter = Callable[[Collection[Phase]], dict[UUID, float]]

_counters: list[Counter] = []


def counts_tapes(function: Counter) -> Counter:
    """Register a function that a renewal calls once for many phases."""
    _counters[:] = [function]
    return function


def held_by_tapes(phases: Collection[Phase]) -> dict[UUID, float]:
    if not phases:
        return {}
    return _counters[0](phases) if _counters else {}
