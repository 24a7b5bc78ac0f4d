"""What is kept of phases, in rows: their forecasts, and where they stand.

A handful of statements, however many phases there are.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from phases.forecast import Calendar, Forecast, State, tape_outlook
from phases.forecast.tapes import TapeOutlook, bytes_per_tape
from phases.models import Phase, PhaseForecast, PhaseSummary
from phases.services.series import Measured
from phases.services.tapes import held_by_tapes

KEPT = [
    field.name for field in PhaseSummary._meta.concrete_fields if field.name != "phase"
]

COPIED = (
    "state",
    "since",
    "p10",
    "p50",
    "p80",
    "p90",
    "recent_objects",
    "recent_bytes",
)


@dataclass(frozen=True)
class Renewal:
    """A phase, its measurements, and the forecast that follows from them."""

    phase: Phase
    series: Measured
    forecast: Forecast
    calendar: Calendar


def keep(renewals: Sequence[Renewal]) -> None:
    forecasts = stored_forecasts(renewals)
    judged = judgements(renewals)
    held = held_by_tapes(
        [renewal.phase for renewal in renewals if _wants_tapes(renewal)]
    )
    now = timezone.now()
    PhaseSummary.objects.bulk_create(
        [
            PhaseSummary(
                phase=renewal.phase,
                updated_at=now,
                forecast=forecasts[renewal.phase.pk],
                **{n: getattr(forecasts[renewal.phase.pk], n) for n in COPIED},
                **_standing(renewal.series),
                **_tapes(renewal, held.get(renewal.phase.pk)),
                **judged.get(renewal.phase.pk, {}),
            )
            for renewal in renewals
        ],
        update_conflicts=True,
        unique_fields=["phase"],
        update_fields=KEPT,
    )


def stored_forecasts(renewals: Sequence[Renewal]) -> dict[UUID, PhaseForecast]:
    """The latest forecast of each phase if nothing changed, else a new one."""
    phases = [renewal.phase for renewal in renewals]
    newest = PhaseForecast.objects.filter(phase__in=phases).order_by("phase_id", "-id")
    stored = {row.phase_id: row for row in newest.distinct("phase_id")}
    fresh = []
    for renewal in renewals:
        columns, last = as_columns(renewal.forecast), stored.get(renewal.phase.pk)
        if last is None or any(getattr(last, k) != v for k, v in columns.items()):
            fresh.append(PhaseForecast(phase=renewal.phase, **columns))
    added = PhaseForecast.objects.bulk_create(fresh)
    return stored | {row.phase_id: row for row in added}


def as_columns(forecast: Forecast) -> dict[str, Any]:
    p10, p50, p80, p90 = forecast.range
    objects, in_bytes = forecast.objects, forecast.bytes
    recent = in_bytes.recent or objects.recent
    return {
        "as_of": forecast.last,
        "state": forecast.state.value,
        "since": forecast.since,
        "points": forecast.points,
        "p10": p10,
        "p50": p50,
        "p80": p80,
        "p90": p90,
        "days": forecast.outlook and forecast.outlook.days,
        "sigma": forecast.outlook and forecast.outlook.sigma,
        "objects_rate": objects.rates and objects.rates.together,
        "bytes_rate": in_bytes.rates and in_bytes.rates.together,
        "recent_objects": objects.recent and objects.recent[0],
        "recent_bytes": in_bytes.recent and in_bytes.recent[0],
        "recent_days": recent and recent[1],
        "basis": {
            name: {
                "state": unit.state.value,
                "remaining": unit.remaining,
                **(vars(unit.rates) if unit.rates else {}),
                "days": unit.outlook and unit.outlook.days,
                "sigma": unit.outlook and unit.outlook.sigma,
                "counts": bool(unit.outlook and unit.outlook is forecast.outlook),
            }
            for name, unit in (("objects", objects), ("bytes", in_bytes))
        },
    }


def _standing(series: Measured) -> dict[str, Any]:
    latest, baseline = series.latest, series.baseline
    objects, in_bytes = series.progress_of(latest)
    return {
        "latest": latest,
        "baseline": baseline,
        "first_gather": min(row.timestamp for row in series.rows),
        "last_gather": latest.timestamp,
        "done_objects": objects.done,
        "done_bytes": in_bytes.done,
        "remaining_objects": objects.remaining,
        "remaining_bytes": in_bytes.remaining,
        "estimated_objects": objects.estimated,
        "estimated_bytes": in_bytes.estimated,
        "source_moved": series.source_moved,
        "scratch_tapes": latest.target_scratch_tapes,
        "trend": series.trend,
    }


def _wants_tapes(renewal: Renewal) -> bool:
    """Scratch tapes were counted, but their history does not show what one holds."""
    counts = renewal.series.tapes
    return bool(counts) and bytes_per_tape(counts) is None


def _tapes(renewal: Renewal, held: float | None) -> dict[str, Any]:
    series, forecast = renewal.series, renewal.forecast
    _, in_bytes = series.progress_of(series.latest)
    rates = forecast.bytes.rates
    outlook = tape_outlook(
        series.tapes,
        remaining=in_bytes.remaining,
        rate=rates.together if rates else None,
        inventory=held,
        calendar=renewal.calendar,
    ) or TapeOutlook(0)
    return {
        "bytes_per_tape": outlook.bytes_per_tape,
        "tapes_from_history": outlook.from_history,
        "tapes_needed": outlook.needed,
        "tapes_run_out": outlook.runs_out,
    }


def judgements(renewals: Sequence[Renewal]) -> dict[UUID, dict[str, int]]:
    """Of finished phases: how many forecasts they had, and how many were right.

    A phase counts as finished on the day of the measurement that showed it, so the
    days since the measurement before count against the forecasts.
    """
    ended = {
        renewal.phase.pk: renewal.forecast.since
        for renewal in renewals
        if renewal.forecast.state == State.COMPLETE and renewal.forecast.since
    }
    commit_dates: dict[UUID, dict[date, date]] = defaultdict(dict)
    made = PhaseForecast.objects.filter(phase__in=ended, p80__isnull=False)
    for row in made.order_by("id").only("phase_id", "as_of", "p80"):
        if row.p80 and row.as_of < ended[row.phase_id]:
            commit_dates[row.phase_id][row.as_of] = row.p80
    return {
        pk: {
            "forecasts_judged": len(days),
            "forecasts_held": sum(ended[pk] <= day for day in days.values()),
        }
        for pk, days in commit_dates.items()
    }
