"""When projects end, which follows from their phases."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from phases.forecast import Calendar, Outlook, Range, State, latest_of
from phases.models import Phase, PhasePause, PhaseStatus, ProjectForecast
from phases.services.course import course_of
from projects.models import Project

NO_DATES = Range(None, None, None, None)


@dataclass
class Ends:
    """What is known of the ends of a project's phases."""

    outlooks: list[Outlook] = field(default_factory=list)
    manual: list[date] = field(default_factory=list)
    complete: list[date] = field(default_factory=list)
    without: int = 0
    last_measured: list[date] = field(default_factory=list)

    @property
    def state(self) -> State:
        if self.outlooks or self.manual:
            return State.EXPECTED
        if self.without:
            return State.UNKNOWN
        return State.COMPLETE if self.complete else State.EMPTY


def renew_projects(projects: Iterable[UUID]) -> None:
    # Locked in order, so that two who renew the same ones wait instead of deadlocking.
    locked = Project.objects.select_for_update(no_key=True)
    ids = [row.pk for row in locked.filter(pk__in=list(projects)).order_by("pk")]
    phases: dict[UUID, list[Phase]] = defaultdict(list)
    of_these = Phase.objects.filter(project__in=ids).order_by("created_at", "pk")
    for phase in of_these.select_related("summary__forecast"):
        phases[phase.project_id].append(phase)
    pauses = defaultdict(list)
    for pause in PhasePause.objects.filter(phase__project__in=ids):
        pauses[pause.phase_id].append(pause.span)
    for pk in ids:
        ends = Ends()
        for phase in phases[pk]:
            _count(phase, Calendar.without(pauses[phase.pk]), ends)
        _store(pk, ends, len(phases[pk]))


def _count(phase: Phase, calendar: Calendar, ends: Ends) -> None:
    """What a phase adds to what is known of its project's end."""
    summary = getattr(phase, "summary", None)
    forecast = summary and summary.forecast
    if forecast and forecast.state == State.COMPLETE:
        ends.complete.append(forecast.since)
    elif phase.status == PhaseStatus.COMPLETED or (
        forecast and forecast.state == State.EMPTY
    ):
        return  # nothing more to wait for
    elif phase.expected_date and phase.status != PhaseStatus.PAUSED:
        ends.manual.append(phase.expected_date)
    elif (
        forecast
        and phase.status == PhaseStatus.ACTIVE
        and forecast.state == State.EXPECTED
        and forecast.dated_now
    ):
        ends.outlooks.append(forecast.outlook(calendar))
        ends.last_measured.append(forecast.as_of)
    else:
        ends.without += 1


def _store(project: UUID, ends: Ends, phases: int) -> None:
    fixed = [*ends.manual, *ends.complete]
    expected = ends.state == State.EXPECTED
    latest = latest_of(ends.outlooks, fixed, seed=str(project)) if expected else None
    ProjectForecast.objects.update_or_create(
        project_id=project,
        defaults={
            "state": ends.state.value,
            "since": max(ends.complete) if ends.state == State.COMPLETE else None,
            **vars(latest or NO_DATES),
            "phases": phases,
            "complete": len(ends.complete),
            "without": ends.without,
            "as_of": min(ends.last_measured, default=None),
            "course": course_of(project),
        },
    )
