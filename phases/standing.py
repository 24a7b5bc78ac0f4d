"""Where phases stand: from their stored summaries, in one query for all."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from phases.attention import lines, notices_of_phases, still_open
from phases.models import (
    MigrationData,
    Phase,
    PhaseForecast,
    PhaseStatus,
    PhaseSummary,
)
from tracker.progress import Elsewhere, Progress


@dataclass(frozen=True)
class Standing:
    latest: MigrationData
    baseline: MigrationData
    objects: Progress
    bytes: Progress
    elsewhere: Elsewhere | None
    forecast: PhaseForecast
    summary: PhaseSummary


def standing(summary: PhaseSummary) -> Standing:
    return Standing(
        latest=summary.latest,
        baseline=summary.baseline,
        objects=summary.progress_in_objects,
        bytes=summary.progress_in_bytes,
        elsewhere=summary.elsewhere,
        forecast=summary.forecast,
        summary=summary,
    )


def with_progress(phases: Iterable[Phase]) -> list[Phase]:
    """The phases, each with its `standing` (None before the first measurement)."""
    listed = list(phases)
    rows = PhaseSummary.objects.filter(phase__in=listed).select_related(
        "latest__recorded_by", "baseline", "forecast"
    )
    summaries = {row.phase_id: row for row in rows}
    for phase in listed:
        phase.standing = None  # type: ignore[attr-defined]
        if summary := summaries.get(phase.pk):
            summary.phase = phase
            phase.standing = standing(summary)  # type: ignore[attr-defined]
    return listed


def with_attention(phases: Iterable[Any]) -> None:
    """Phases that have their `standing` get their open reasons, as `attention`."""
    listed = list(phases)
    active = [phase.standing.summary for phase in listed if needs_any(phase)]
    notices = notices_of_phases(active, timezone.localdate())
    of_phases = {line.row.pk: line.notices for line in lines(still_open(notices))}
    for phase in listed:
        phase.attention = of_phases.get(phase.pk, [])


def needs_any(phase: Any) -> bool:
    """Whether it is measured and worked on."""
    project = phase.project
    under_way = phase.status == PhaseStatus.ACTIVE and project.active
    return bool(phase.standing) and under_way and project.customer.active
