"""Gathering data together with what the phase still lacks, in one step."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from gather.services.gathering import gather
from phases.models import MigrationData, Phase
from phases.services.forecasts import forecast_once
from phases.services.phases import create_phase, update_phase
from projects.models import Project

SAVED_MEANWHILE = (
    "Someone else saved a measurement for this day while this page was open. Nothing "
    "was saved. Check the figures below, then choose which to keep."
)


@forecast_once()
def gather_new_phase(
    *,
    project: Project,
    name: str,
    phase_type: str = "",
    source: str = "",
    target: str = "",
    target_tape_partition: str = "",
    buckets: list[str] | None = None,
    **gathering: Any,
) -> MigrationData:
    """The phase and its first measurement: both, or neither."""
    phase = create_phase(
        project=project,
        name=name,
        type=phase_type,
        source=source,
        target=target,
        target_tape_partition=target_tape_partition,
        buckets=buckets or (),
    )
    return gather(phase=phase, buckets=buckets, **gathering)


@forecast_once()
def gather_phase(
    *,
    phase: Phase,
    places: Mapping[str, Any],
    day: date,
    replace: bool = False,
    seen: datetime | None = None,
    **gathering: Any,
) -> MigrationData:
    """`places`: the phase's source and target, where they had to be chosen again.

    A measurement that was saved after `seen` is not replaced.
    """
    if replace:
        _still_as_seen(phase, day, seen)
    if any(getattr(phase, name) != value for name, value in places.items()):
        phase = update_phase(phase=phase, version=None, **places)
    return gather(phase=phase, day=day, replace=replace, **gathering)


def _still_as_seen(phase: Phase, day: date, seen: datetime | None) -> None:
    rows = phase.measurements.select_for_update().filter(timestamp=day)
    moments = set(rows.values_list("updated_at", flat=True))
    if moments and seen not in moments:
        raise ValidationError({"date": SAVED_MEANWHILE}, code="conflict")
