"""Several phases together: what is done and what remains of all of them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, Min, Q, QuerySet, Sum
from django.utils import timezone

from phases.attention import stale_before
from phases.models import PhaseSummary
from tracker.progress import Elsewhere, Progress

UNITS = ("objects", "bytes")
UNFINISHED = Q(remaining_objects__gt=0) | Q(remaining_bytes__gt=0)
SUMS: dict[str, Any] = {
    f"sum_{part}_{unit}": of(f"{part}_{unit}")
    for unit in UNITS
    for part, of in (("done", Sum), ("remaining", Sum), ("estimated", BoolOr))
}


@dataclass(frozen=True)
class Rollup:
    measured: int  # phases with at least one measurement
    objects: Progress
    bytes: Progress
    elsewhere: Elsewhere | None
    current: int  # phases whose latest measurement is recent
    objects_rate: float | None  # of these
    bytes_rate: float | None
    oldest: date | None  # their earliest latest measurement, where something remains


def rollup(summaries: QuerySet[PhaseSummary]) -> Rollup:
    """The sums of figures that are kept; one query, however many phases."""
    current = Q(last_gather__gte=stale_before(timezone.localdate()))
    sums = summaries.aggregate(
        measured=Count("pk"),
        oldest=Min("last_gather", filter=UNFINISHED),
        current=Count("pk", filter=current),
        objects_rate=Sum("recent_objects", filter=current),
        bytes_rate=Sum("recent_bytes", filter=current),
        elsewhere_objects=Sum("elsewhere_objects"),
        elsewhere_bytes=Sum("elsewhere_bytes"),
        **SUMS,
    )
    return Rollup(
        measured=sums["measured"],
        objects=_progress(sums, "objects"),
        bytes=_progress(sums, "bytes"),
        elsewhere=Elsewhere.of(
            *(_whole(sums[f"elsewhere_{unit}"]) for unit in ("objects", "bytes"))
        ),
        current=sums["current"],
        objects_rate=sums["objects_rate"],
        bytes_rate=sums["bytes_rate"],
        oldest=sums["oldest"],
    )


def progress_by(
    by: str, summaries: QuerySet[PhaseSummary]
) -> dict[UUID, dict[str, Progress]]:
    """Of each project, or customer, in both units."""
    return {
        row[by]: {unit: _progress(row, unit) for unit in UNITS}
        for row in summaries.values(by).annotate(**SUMS)
    }


def _progress(sums: dict[str, Any], unit: str) -> Progress:
    return Progress.of(
        _whole(sums[f"sum_done_{unit}"]),
        _whole(sums[f"sum_remaining_{unit}"]),
        estimated=bool(sums[f"sum_estimated_{unit}"]),
    )


def _whole(value: Any) -> int:
    return int(value or 0)
