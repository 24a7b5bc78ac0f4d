"""What a phase's page says about its measurements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from phases.forecast import Calendar, Outlook, needed_rate
from phases.models import MigrationData, Phase, PhaseForecast, PhasePause, PhaseSummary
from phases.standing import Standing
from phases.windows import Change, Window, change, gathers

FORECASTS_SHOWN = 100


@dataclass(frozen=True)
class HitRate:
    """How often finished phases were done by the day that was committed to."""

    judged: int
    held: int

    @property
    def percent(self) -> float | None:
        return 100 * self.held / self.judged if self.judged else None


@dataclass(frozen=True)
class Overview:
    rows: Sequence[MigrationData]  # in the order they were written
    pauses: Sequence[PhasePause]
    calendar: Calendar
    forecasts: Sequence[PhaseForecast]  # the last one of each gather, newest first
    window: Window
    change: Change | None

    @property
    def gathers(self) -> list[MigrationData]:
        return gathers(self.rows)


def overview(
    phase: Phase, window: Window, begin: date | None = None, end: date | None = None
) -> Overview:
    rows = list(phase.measurements.select_related("recorded_by").order_by("updated_at"))
    pauses = list(phase.pauses.order_by("first_day"))
    calendar = Calendar.without(pause.span for pause in pauses)
    return Overview(
        rows=rows,
        pauses=pauses,
        calendar=calendar,
        forecasts=forecasts_of(phase),
        window=window,
        change=change(gathers(rows), window, calendar, begin=begin, end=end),
    )


def forecasts_of(phase: Phase) -> list[PhaseForecast]:
    """How the date moved: what was said last after each gather, newest first."""
    said = phase.forecasts.order_by("-as_of", "-id").distinct("as_of")
    return list(said[:FORECASTS_SHOWN])


def hit_rate(summaries: Any) -> HitRate:
    """Of those of all phases that somebody may see."""
    found = summaries.aggregate(
        judged=Sum("forecasts_judged"), held=Sum("forecasts_held")
    )
    return HitRate(found["judged"] or 0, found["held"] or 0)


def hit_rate_for(user: Any) -> HitRate:
    return hit_rate(PhaseSummary.objects.for_user(user).filter(forecasts_judged__gt=0))


@dataclass(frozen=True)
class Needed:
    """What each day has to do to meet the target date, beside what it does."""

    objects: float | None
    bytes: float | None


def needed(phase: Phase, standing: Standing, calendar: Calendar) -> Needed | None:
    """None when the date has passed, or there is none, or nothing remains."""
    if not phase.target_date or standing.forecast.state in ("complete", "empty"):
        return None
    days = {"last": standing.summary.last_gather, "target": phase.target_date}
    objects, in_bytes = (
        needed_rate(unit.remaining, calendar=calendar, **days)
        for unit in (standing.objects, standing.bytes)
    )
    return None if objects is None else Needed(objects, in_bytes)


def unit_outlook(
    forecast: PhaseForecast, unit: str, calendar: Calendar
) -> Outlook | None:
    """Of objects or of bytes alone, for its own chart, while it is believed."""
    basis = forecast.basis.get(unit, {})
    if not basis.get("days") or not forecast.dated_now:
        return None
    return Outlook(forecast.as_of, basis["days"], basis["sigma"], calendar)
