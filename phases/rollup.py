"""Several phases together: what is done and what remains of all of them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum

from phases.models import PhaseSummary
from tracker.progress import Progress

UNFINISHED = Q(remaining_objects__gt=0) | Q(remaining_bytes__gt=0)
SUMS: dict[str, Any] = {
    "measured": Count("pk"),
    "oldest": Min("last_gather", filter=UNFINISHED),
    "done_objects": Sum("done_objects"),
    "remaining_objects": Sum("remaining_objects"),
    "done_bytes": Sum("done_bytes"),
    "remaining_bytes": Sum("remaining_bytes"),
    "objects_rate": Sum("recent_objects"),
    "bytes_rate": Sum("recent_bytes"),
}


@dataclass(frozen=True)
class Rollup:
    measured: int  # phases with at least one measurement
    objects: Progress
    bytes: Progress
    objects_rate: float | None
    bytes_rate: float | None
    oldest: Any  # the earliest of their latest measurements, where something remains


def rollup(summaries: QuerySet[PhaseSummary]) -> Rollup:
    """The sums of figures that are kept; one query, however many phases."""
    sums = summaries.aggregate(**SUMS)
    return Rollup(
        measured=sums["measured"],
        objects=_progress(sums["done_objects"], sums["remaining_objects"]),
        bytes=_progress(sums["done_bytes"], sums["remaining_bytes"]),
        objects_rate=sums["objects_rate"],
        bytes_rate=sums["bytes_rate"],
        oldest=sums["oldest"],
    )


def _progress(done: Any, remaining: Any) -> Progress:
    return Progress.of(int(done or 0), int(remaining or 0))
