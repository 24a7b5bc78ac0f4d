"""What is kept of phases, in rows: their forecasts, and where they stand.

A handful of statements, however many phases there are.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from phases.forecast import Forecast, Outlook, tape_outlook
from phases.forecast.lesson import NONE
from phases.forecast.tapes import TapeOutlook, bytes_per_tape
from phases.models import Phase, PhaseForecast, PhaseSummary
from phases.services.hindsight import judgements, past_forecasts
from phases.services.renewal import Renewal
from phases.services.series import Measured
from phases.services.tapes import held_by_tapes

KEPT = [
    field.name for field in PhaseSummary._meta.concrete_fields if field.name != "phase"
]

AT_ONCE = 1_000  # rows in a statement

COMPARED = [
    field.attname
    for field in PhaseForecast._meta.concrete_fields
    if field.name not in ("id", "made_at")
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
    fresh = [_row(renewal.phase, past) for renewal, past in past_forecasts(renewals)]
    for renewal in renewals:
        row, last = _row(renewal.phase, renewal.forecast), stored.get(renewal.phase.pk)
        if last is None or any(getattr(last, k) != getattr(row, k) for k in COMPARED):
            fresh.append(row)  # behind those of the past: the newest id is the latest
    added = PhaseForecast.objects.bulk_create(fresh, batch_size=AT_ONCE)
    return stored | {row.phase_id: row for row in added}


def _row(phase: Phase, forecast: Forecast) -> PhaseForecast:
    return PhaseForecast(phase=phase, **as_columns(forecast))


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
        **_figures(forecast.outlook),
        **_lesson(forecast.outlook),
        "objects_rate": objects.rate,
        "bytes_rate": in_bytes.rate,
        "recent_objects": objects.recent and objects.recent[0],
        "recent_bytes": in_bytes.recent and in_bytes.recent[0],
        "recent_days": recent and recent[1],
        "basis": {
            name: {
                "state": unit.state.value,
                "remaining": unit.remaining,
                "ahead": unit.ahead,
                **_figures(unit.outlook),
            }
            for name, unit in (("objects", objects), ("bytes", in_bytes))
        },
    }


def _figures(outlook: Outlook | None) -> dict[str, float | None]:
    names = ("days", "sigma_down", "sigma_up")
    return {name: getattr(outlook, name, None) for name in names}


def _lesson(outlook: Outlook | None) -> dict[str, float]:
    lesson = outlook.lesson if outlook else NONE
    return {"shift": lesson.shift, "scale": lesson.scale}


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
        "elsewhere_objects": latest.elsewhere_objects,
        "elsewhere_bytes": latest.elsewhere_size,
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
    outlook = tape_outlook(
        series.tapes,
        remaining=in_bytes.remaining,
        rate=forecast.bytes.rate,
        inventory=held,
        calendar=renewal.calendar,
    ) or TapeOutlook(0)
    return {
        "bytes_per_tape": outlook.bytes_per_tape,
        "tapes_from_history": outlook.from_history,
        "tapes_needed": outlook.needed,
        "tapes_run_out": outlook.runs_out,
    }
