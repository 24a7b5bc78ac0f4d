"""Several phases together."""

from collections.abc import Sequence

from phases.rollup import Rollup
from reports.snapshot.data import Both, PhasePart, Totals


def totals_of(parts: Sequence[PhasePart], rolled: Rollup) -> Totals:
    """The roll-up that the pages show, and what the window's changes add up to."""
    changes = [part.change for part in parts if part.change]
    days = [part.last_gather for part in parts if part.last_gather]
    return Totals(
        phases=len(parts),
        measured=rolled.measured,
        progress=Both(rolled.objects, rolled.bytes, rolled.elsewhere)
        if rolled.measured
        else None,
        oldest_gather=rolled.oldest,
        latest_gather=max(days, default=None),
        compared=len(changes),
        objects_moved=sum(change.objects for change in changes) if changes else None,
        bytes_moved=sum(change.bytes for change in changes) if changes else None,
        objects_a_day=rolled.objects_rate,
        bytes_a_day=rolled.bytes_rate,
    )
