"""Renewing what is kept of a phase when its measurements change.

Within the transaction of the change, and under a lock on the phase: of two people who
measure at once, the second sees what the first has stored.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from phases.forecast import Calendar, Forecast, TapeCount, forecast, tape_outlook
from phases.forecast.tapes import TapeOutlook
from phases.models import MigrationData, Phase, PhaseForecast, PhasePause, PhaseSummary
from phases.services.projects import renew_projects
from phases.services.series import Measured

# Every column of a forecast but the database's own: the same again is not stored again.
SAID = (
    "as_of", "state", "since", "points", "p10", "p50", "p80", "p90", "days", "sigma",
    "objects_rate", "bytes_rate", "recent_objects", "recent_bytes", "recent_days",
    "basis",
)  # fmt: skip


@dataclass
class Waiting:
    phases: set[UUID] = field(default_factory=set)
    projects: set[UUID] = field(default_factory=set)


_waiting: ContextVar[Waiting | None] = ContextVar("waiting", default=None)


@contextmanager
def forecast_once() -> Iterator[None]:
    """Within, many changes lead to one forecast a phase, at the end of the block."""
    if _waiting.get() is not None:
        yield  # the outer block does it
        return
    waiting = Waiting()
    with transaction.atomic():
        token = _waiting.set(waiting)
        try:
            yield
        finally:
            _waiting.reset(token)
        renew(waiting.phases, waiting.projects)


def remember_forecast(phase: Phase) -> None:
    """Call this in the transaction that changes a phase's measurements or pauses."""
    waiting = _waiting.get()
    if waiting is None:
        renew({phase.pk})
    else:
        waiting.phases.add(phase.pk)


def remember_project(project_id: UUID) -> None:
    """Call this where a phase comes, goes, or changes its status."""
    waiting = _waiting.get()
    if waiting is None:
        renew((), {project_id})
    else:
        waiting.projects.add(project_id)


@transaction.atomic
def renew(phases: Iterable[UUID], projects: Iterable[UUID] = ()) -> None:
    """Where these phases stand and their forecasts, then those of their projects."""
    # Not FOR UPDATE: whoever measures holds a key-share lock on the phase already.
    locked = Phase.objects.select_for_update(no_key=True).filter(pk__in=list(phases))
    found = list(locked.order_by("pk"))
    rows: dict[UUID, list[MigrationData]] = defaultdict(list)
    for row in MigrationData.objects.filter(phase__in=found).order_by("updated_at"):
        rows[row.phase_id].append(row)
    calendars = calendars_of(found)
    for phase in found:
        _renew(phase, rows[phase.pk], calendars[phase.pk])
    renew_projects({phase.project_id for phase in found} | set(projects))


def calendars_of(phases: Iterable[Phase]) -> dict[UUID, Calendar]:
    pauses = defaultdict(list)
    for pause in PhasePause.objects.filter(phase__in=phases):
        pauses[pause.phase_id].append(pause.span)
    return {phase.pk: Calendar.without(pauses[phase.pk]) for phase in phases}


def _renew(phase: Phase, rows: list[MigrationData], calendar: Calendar) -> None:
    if not rows:
        PhaseSummary.objects.filter(phase=phase).delete()
        return
    series = Measured(rows)
    found = forecast(
        series.objects,
        series.bytes,
        baseline=series.baseline.timestamp,
        calendar=calendar,
    )
    stored = _stored(phase, found)
    PhaseSummary.objects.update_or_create(
        phase=phase,
        defaults={
            **_standing(series),
            **_tapes(rows, series, found, calendar),
            **_judged(phase, found),
            "forecast": stored,
        },
    )


def _stored(phase: Phase, found: Forecast) -> PhaseForecast:
    """The last one if it says the same, else a new one."""
    said = as_columns(found)
    last = phase.forecasts.order_by("-id").first()
    if last and all(getattr(last, name) == said[name] for name in SAID):
        return last
    return PhaseForecast.objects.create(phase=phase, **said)


def as_columns(found: Forecast) -> dict[str, object]:
    p10, p50, p80, p90 = found.range
    objects, in_bytes = found.objects, found.bytes
    recent = in_bytes.recent or objects.recent
    return {
        "as_of": found.last,
        "state": found.state.value,
        "since": found.since,
        "points": found.points,
        "p10": p10,
        "p50": p50,
        "p80": p80,
        "p90": p90,
        "days": found.outlook and found.outlook.days,
        "sigma": found.outlook and found.outlook.sigma,
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
                "counts": bool(unit.outlook and unit.outlook is found.outlook),
            }
            for name, unit in (("objects", objects), ("bytes", in_bytes))
        },
    }


def _standing(series: Measured) -> dict[str, object]:
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


def _tapes(
    rows: list[MigrationData], series: Measured, found: Forecast, calendar: Calendar
) -> dict[str, object]:
    counts = {
        row.timestamp: TapeCount(
            row.timestamp, row.target_size, row.target_scratch_tapes
        )
        for row in rows
        if row.target_scratch_tapes is not None
    }
    _, in_bytes = series.progress_of(series.latest)
    rates = found.bytes.rates
    outlook = tape_outlook(
        [count for _, count in sorted(counts.items())],
        remaining=in_bytes.remaining,
        rate=rates.together if rates else None,
        calendar=calendar,
    ) or TapeOutlook(0)
    return {
        "bytes_per_tape": outlook.bytes_per_tape,
        "tapes_needed": outlook.needed,
        "tapes_run_out": outlook.runs_out,
    }


def _judged(phase: Phase, found: Forecast) -> dict[str, int]:
    """Of a finished phase: how many of its forecasts there were, and were kept.

    Finished is when a gather saw it, so between two gathers the doubt is against us.
    """
    if found.state != "complete" or found.since is None:
        return {"forecasts_judged": 0, "forecasts_held": 0}
    made = phase.forecasts.filter(p80__isnull=False, as_of__lt=found.since)
    last_said = dict(made.order_by("id").values_list("as_of", "p80"))
    held = sum(found.since <= day for day in last_said.values() if day)
    return {"forecasts_judged": len(last_said), "forecasts_held": held}
