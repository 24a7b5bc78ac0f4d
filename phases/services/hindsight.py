"""The forecasts after each measurement, and how they turned out.

History that is imported at once gets forecasts as of its days, too, each made of the
measurements up to that day: of all its days, or of MOST_PAST spread evenly.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from statistics import fmean
from typing import Any
from uuid import UUID

from phases.forecast import End, Forecast, State, forecast
from phases.forecast.series import thinned
from phases.models import PhaseForecast
from phases.models.forecast import METHOD
from phases.services.renewal import Renewal

MOST_PAST = 100  # of a phase: each reads all measurements before it


def past_forecasts(
    renewals: Sequence[Renewal],
) -> Iterable[tuple[Renewal, Forecast]]:
    """As of earlier days that have none by today's method, in order of days."""
    several = [renewal for renewal in renewals if len(renewal.days) > 1]
    stored = defaultdict(set)
    phases = [renewal.phase for renewal in several]
    kept = PhaseForecast.objects.filter(phase__in=phases, method=METHOD).order_by()
    for phase, day in kept.values_list("phase_id", "as_of"):
        stored[phase].add(day)
    for renewal in several:
        for day in lacking(renewal.days[:-1], stored[renewal.phase.pk]):
            yield renewal, as_of(day, renewal)


def lacking(days: Sequence[date], stored: Collection[date]) -> Sequence[date]:
    """Of the days that have no forecast, as many as are still wanted."""
    missing = [day for day in days if day not in stored]
    wanted = MOST_PAST - (len(days) - len(missing))
    return thinned(missing, wanted) if wanted > 1 else []


def as_of(day: date, renewal: Renewal) -> Forecast:
    """Without the lesson of phases that finished later."""
    objects, in_bytes = (
        [point for point in points if point.day <= day]
        for points in (renewal.series.objects, renewal.series.bytes)
    )
    return forecast(objects, in_bytes, calendar=renewal.calendar)


def judgements(renewals: Sequence[Renewal]) -> dict[UUID, dict[str, Any]]:
    """Of finished phases: how many of their forecasts were right, and how far off.

    A commit date within the time in which the phase ended is right in part.
    """
    finished = {r.phase.pk: (r, end) for r in renewals if (end := _end(r))}
    made = PhaseForecast.objects.filter(
        phase__in=finished, method=METHOD, p50__isnull=False
    )
    of_phases: dict[UUID, dict[date, PhaseForecast]] = defaultdict(dict)
    for row in made.order_by("id"):
        if row.as_of <= finished[row.phase_id][1].open:
            of_phases[row.phase_id][row.as_of] = row
    return {
        pk: _judgement(*finished[pk], list(rows.values()))
        for pk, rows in of_phases.items()
    }


def _end(renewal: Renewal) -> End | None:
    complete = renewal.forecast.since
    if renewal.forecast.state != State.COMPLETE or not complete:
        return None
    before = [day for day in renewal.days if day < complete]
    return End(before[-1], complete) if before else None


def _judgement(
    renewal: Renewal, end: End, rows: Sequence[PhaseForecast]
) -> dict[str, Any]:
    held = [end.share_by(row.p80) for row in rows if row.p80]
    outlooks = [row.outlook(renewal.calendar) for row in rows]
    return {
        "forecasts_judged": len(held),
        "forecasts_held": sum(held),
        "deviation": fmean(
            outlook.deviation(end.days_after(outlook.since, renewal.calendar))
            for outlook in outlooks
            if outlook
        ),
    }
