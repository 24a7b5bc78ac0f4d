"""Where phases stand: what their summaries have kept, in one query for all."""

from collections.abc import Iterable
from dataclasses import dataclass

from phases.models import MigrationData, Phase, PhaseForecast, PhaseSummary
from tracker.progress import Progress


@dataclass(frozen=True)
class Standing:
    latest: MigrationData
    baseline: MigrationData
    objects: Progress
    bytes: Progress
    forecast: PhaseForecast
    summary: PhaseSummary


def standing(summary: PhaseSummary) -> Standing:
    return Standing(
        latest=summary.latest,
        baseline=summary.baseline,
        objects=summary.progress_in_objects,
        bytes=summary.progress_in_bytes,
        forecast=summary.forecast,
        summary=summary,
    )


def with_progress(phases: Iterable[Phase]) -> list[Phase]:
    """The phases, each with its `standing` (None before the first measurement)."""
    found = list(phases)
    rows = PhaseSummary.objects.filter(phase__in=found).select_related(
        "latest__recorded_by", "baseline", "forecast"
    )
    kept = {row.phase_id: standing(row) for row in rows}
    for phase in found:
        phase.standing = kept.get(phase.pk)  # type: ignore[attr-defined]
    return found
