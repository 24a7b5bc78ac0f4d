"""What people know and measurements do not show: pauses, and a manual end date."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from phases.models import Phase, PhasePause
from phases.models.phase import REASON_MISSING
from phases.services.forecasts import remember_forecast
from phases.services.phases import update_phase
from tracker import services


@transaction.atomic
def add_pause(
    *, phase: Phase, first_day: date, last_day: date, reason: str
) -> PhasePause:
    pause = services.create(
        PhasePause(phase=phase, first_day=first_day, last_day=last_day, reason=reason)
    )
    remember_forecast(phase)
    return pause


@transaction.atomic
def change_pause(
    *, pause: PhasePause, version: datetime | None = None, **values: Any
) -> PhasePause:
    changed = services.update(pause, version=version, **values)
    remember_forecast(changed.phase)
    return changed


@transaction.atomic
def delete_pause(*, pause: PhasePause) -> None:
    pause.delete()
    remember_forecast(pause.phase)


def expect(
    *,
    phase: Phase,
    expected_date: date | None,
    expected_reason: str = "",
    version: datetime | None = None,
) -> Phase:
    """Set a manual end date, or without one follow the forecast again."""
    if expected_date is None:
        expected_reason = ""
    elif not expected_reason.strip():
        raise ValidationError({"expected_reason": REASON_MISSING})
    return update_phase(
        phase=phase,
        version=version,
        expected_date=expected_date,
        expected_reason=expected_reason,
    )
