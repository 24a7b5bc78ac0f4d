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

from phases.forecast import Calendar, Lesson, forecast
from phases.forecast.lesson import NONE
from phases.models import MigrationData, Phase, PhasePause, PhaseSummary
from phases.services.keeping import keep
from phases.services.projects import renew_projects
from phases.services.renewal import Renewal
from phases.services.series import Measured

AT_ONCE = 500  # phases whose measurements are read together


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
    touched = set(projects)
    ids = sorted(phases)  # always locked in the same order
    for start in range(0, len(ids), AT_ONCE):
        touched |= _renew(ids[start : start + AT_ONCE])
    renew_projects(touched)


def _renew(ids: list[UUID]) -> set[UUID]:
    # Not FOR UPDATE: adding a measurement already holds a key-share lock on the phase.
    locked = Phase.objects.select_for_update(no_key=True).filter(pk__in=ids)
    phases = list(locked.order_by("pk"))
    rows: dict[UUID, list[MigrationData]] = defaultdict(list)
    for row in MigrationData.objects.filter(phase__in=phases).as_written():
        rows[row.phase_id].append(row)
    calendars = calendars_of(phases)
    measured = [phase for phase in phases if phase.pk in rows]
    PhaseSummary.objects.filter(phase__in=set(phases) - set(measured)).delete()
    lesson = applied_lesson()
    keep(
        [
            _renewal(phase, rows[phase.pk], calendars[phase.pk], lesson)
            for phase in measured
        ]
    )
    return {phase.project_id for phase in phases}


def _renewal(
    phase: Phase, rows: list[MigrationData], calendar: Calendar, lesson: Lesson
) -> Renewal:
    series = Measured(rows)
    result = forecast(series.objects, series.bytes, calendar=calendar, lesson=lesson)
    return Renewal(phase, series, result, calendar)


def applied_lesson() -> Lesson:
    """That of all finished phases, once there are enough of them."""
    lesson = PhaseSummary.objects.all().lesson()
    return lesson if lesson.enough else NONE


def calendars_of(phases: Iterable[Phase]) -> dict[UUID, Calendar]:
    pauses = defaultdict(list)
    for pause in PhasePause.objects.filter(phase__in=phases):
        pauses[pause.phase_id].append(pause.span)
    return {phase.pk: Calendar.without(pauses[phase.pk]) for phase in phases}
