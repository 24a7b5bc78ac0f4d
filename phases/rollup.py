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
    **{
        name: Sum(name)
        for name in (
            "done_objects", "remaining_objects", "done_bytes", "remaining_bytes",
        )
    },
    "objects_rate": Sum("recent_objects"),
    "bytes_rate": Sum("recent_bytes"),
}  # fmt: skip


@dataclass(frozen=True)
class Rollup:
    measured: int  # phases with at least one measurement
    objects: Progress
    bytes: Progress
    objects_rate: float | None
    bytes_rate: float | None
    oldest: Any  # the earliest of their last gathers, where something remains


def rollup(summaries: QuerySet[PhaseSummary]) -> Rollup:
    """The sums of figures that are kept; one query, however many phases."""
    found = summaries.aggregate(**SUMS)
    return Rollup(
        measured=found["measured"],
        objects=_progress(found["done_objects"], found["remaining_objects"]),
        bytes=_progress(found["done_bytes"], found["remaining_bytes"]),
        objects_rate=found["objects_rate"],
        bytes_rate=found["bytes_rate"],
        oldest=found["oldest"],
    )


def _progress(done: Any, remaining: Any) -> Progress:
    return Progress.of(int(done or 0), int(remaining or 0))
