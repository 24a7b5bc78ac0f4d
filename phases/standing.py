"""Where phases stand: the latest measurement against the baseline."""

from collections.abc import Iterable
from dataclasses import dataclass

from phases.models import MigrationData, Phase
from phases.progress import Progress, progress


@dataclass(frozen=True)
class Standing:
    latest: MigrationData
    baseline: MigrationData
    objects: Progress
    bytes: Progress


def standing(latest: MigrationData, baseline: MigrationData) -> Standing:
    return Standing(
        latest=latest,
        baseline=baseline,
        objects=progress(
            source=latest.source_objects,
            target=latest.target_objects,
            remaining=latest.remaining_objects,
            baseline_source=baseline.source_objects,
        ),
        bytes=progress(
            source=latest.source_size,
            target=latest.target_size,
            remaining=latest.remaining_size,
            baseline_source=baseline.source_size,
        ),
    )


def with_progress(phases: Iterable[Phase]) -> list[Phase]:
    """The phases, each with its `standing` (None before the first measurement)."""
    found = list(phases)
    latest = MigrationData.objects.latest_of(found)
    baseline = MigrationData.objects.baseline_of(found)
    for phase in found:
        phase.standing = (  # type: ignore[attr-defined]
            standing(latest[phase.pk], baseline[phase.pk])
            if phase.pk in latest
            else None
        )
    return found
