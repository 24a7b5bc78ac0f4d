"""What a phase's page says about its measurements."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils import timezone

from phases.forecast import Calendar, Outlook, lesson_sentence, needed_rate
from phases.models import MigrationData, Phase, PhaseForecast, PhasePause, PhaseSummary
from phases.standing import Standing
from phases.windows import Change, Window, change, one_per_day

FORECASTS_SHOWN = 100
MOST_SEEN = 400  # days of a phase in a chart


@dataclass(frozen=True)
class HitRate:
    """How many finished phases finished by their commit date."""

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
    forecasts: Sequence[PhaseForecast]  # the last one of each day, newest first
    window: Window
    change: Change | None

    @property
    def days(self) -> list[MigrationData]:
        return one_per_day(self.rows)


def overview(
    phase: Phase, window: Window, begin: date | None = None, end: date | None = None
) -> Overview:
    rows = list(seen_rows(phase, begin, end))
    pauses = list(phase.pauses.order_by("first_day"))
    calendar = Calendar.without(pause.span for pause in pauses)
    return Overview(
        rows=rows,
        pauses=pauses,
        calendar=calendar,
        forecasts=forecasts_of(phase),
        window=window,
        change=change(one_per_day(rows), window, calendar, begin=begin, end=end),
    )


def seen_rows(
    phase: Phase, begin: date | None, end: date | None
) -> QuerySet[MigrationData]:
    """In the order they were written, of as many days as can be told apart."""
    rows = phase.measurements.as_written()
    days = list(rows.order_by("timestamp").values_list("timestamp", flat=True))
    if len(days) <= MOST_SEEN:
        return rows
    return rows.filter(timestamp__in=seen_days(days, begin, end))


def seen_days(days: Sequence[date], *bounds: date | None) -> set[date]:
    """Of many days those to draw, and those where a change begins or ends."""
    seen = {*days[:: ceil(len(days) / MOST_SEEN)], *days[-2:]}
    for bound in filter(None, bounds):
        place = bisect_right(days, bound)
        seen.update(days[max(place - 1, 0) : place + 1])
    return seen


def forecasts_of(phase: Phase) -> list[PhaseForecast]:
    """The last forecast of each day on which there was a measurement, newest first."""
    daily = phase.forecasts.order_by("-as_of", "-id").distinct("as_of")
    return list(daily[:FORECASTS_SHOWN])


def hit_rate(summaries: Any) -> HitRate:
    sums = summaries.aggregate(
        judged=Sum("forecasts_judged"), held=Sum("forecasts_held")
    )
    return HitRate(sums["judged"] or 0, sums["held"] or 0)


def hit_rate_for(user: Any) -> HitRate:
    return hit_rate(PhaseSummary.objects.for_user(user).filter(forecasts_judged__gt=0))


def lesson_for(user: Any, forecast: PhaseForecast, calendar: Calendar) -> str:
    """How the forecasts of phases that this user sees turned out."""
    outlook = forecast.outlook(calendar)
    lesson = PhaseSummary.objects.for_user(user).lesson()
    return lesson_sentence(lesson, outlook) if outlook else ""


@dataclass(frozen=True)
class Needed:
    """How much must be done each day to meet the target date."""

    objects: float | None
    bytes: float | None


def needed(phase: Phase, standing: Standing, calendar: Calendar) -> Needed | None:
    """None without a target date, after it, when nothing remains, or out of date."""
    if not phase.target_date or phase.target_date < timezone.localdate():
        return None
    if standing.forecast.state_now in ("complete", "empty", "stale"):
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
    return forecast.unit_outlook(unit, calendar) if forecast.dated_now else None
