"""What needs attention and is not set aside, the worst first."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone

from jobs.models import Job
from phases.attention.aside import Outstanding, asides_of_jobs
from phases.attention.notices import (
    TONES,
    Line,
    Notice,
    lines,
    marked,
    notices,
    project_notices,
)
from phases.attention.reasons import PHASES, PROJECTS, days
from phases.models import Phase, PhaseSummary, ProjectForecast, Reason
from projects.models import Project
from tracker.models import User

FAILED_DAYS = 7
FAILED = ("failed", "errored")
EARLY = date(2000, 1, 1)
A_GRADE = 1_000_000  # more days than there are between two measurements


def needing_attention(
    summaries: QuerySet[PhaseSummary] | None = None, today: date | None = None
) -> QuerySet[PhaseSummary]:
    """Phases with a reason, the worst first; without summaries, all active ones."""
    if summaries is None:
        summaries = PhaseSummary.objects.of_active_phases()
    outstanding = Outstanding(PHASES, today or timezone.localdate())
    return by_urgency(summaries.filter(outstanding.open()), outstanding)


def by_urgency(
    summaries: QuerySet[PhaseSummary], outstanding: Outstanding
) -> QuerySet[PhaseSummary]:
    """By their worst reason, then by how long ago they were measured."""
    grades = [
        When(outstanding.open(*of_tone(tone)), then=Value(grade))
        for grade, tone in enumerate(TONES[:-1])
    ]
    grade = Case(*grades, default=Value(len(grades)))
    age = days("last_gather", Value(EARLY))
    return summaries.annotate(urgency=grade * A_GRADE + age).order_by("urgency", "pk")


def of_tone(tone: str) -> list[Reason]:
    return [reason for reason in PHASES.cases if reason.tone == tone]


def late_projects(
    forecasts: QuerySet[ProjectForecast], today: date
) -> QuerySet[ProjectForecast]:
    late = Outstanding(PROJECTS, today).open()
    return of_active_projects(forecasts).filter(late)


def of_active_projects(
    forecasts: QuerySet[ProjectForecast],
) -> QuerySet[ProjectForecast]:
    active = forecasts.filter(project__active=True, project__customer__active=True)
    return active.order_by("project__target_date", "pk")


def failed_restores(user: User) -> list[Job]:
    """The last one of each customer and appliance, if it failed recently."""
    jobs = Job.objects.for_user(user).filter(
        kind="restore", finished_at__gt=timezone.now() - timedelta(days=FAILED_DAYS)
    )
    last = jobs.with_people().order_by("exclusive_key", "-finished_at")
    latest = last.distinct("exclusive_key").defer("result", "traceback")
    return [job for job in latest if job.state in FAILED]


def notices_of_phases(summaries: Iterable[PhaseSummary], today: date) -> list[Notice]:
    rows = list(summaries)
    asides = Outstanding(PHASES, today).asides_of([row.pk for row in rows])
    return marked((n for row in rows for n in notices(row, today)), asides)


def notices_of_projects(
    forecasts: Iterable[ProjectForecast], today: date
) -> list[Notice]:
    rows = list(forecasts)
    asides = Outstanding(PROJECTS, today).asides_of([row.pk for row in rows])
    return marked((n for row in rows for n in project_notices(row, today)), asides)


def notices_of_restores(jobs: Sequence[Job], today: date) -> list[Notice]:
    of_jobs = (
        Notice(job, Reason.RESTORE_FAILED, f"failed: {job.error}") for job in jobs
    )
    return marked(of_jobs, asides_of_jobs(jobs, today))


def line_of_phase(summary: PhaseSummary, today: date) -> Line | None:
    """What the page of a phase says; None where it needs no attention."""
    return next(iter(lines(notices_of_phases([summary], today))), None)


def line_of_project(forecast: ProjectForecast, today: date) -> Line | None:
    return next(iter(lines(notices_of_projects([forecast], today))), None)


def current_notices(row: Phase | Project | Job, today: date) -> list[Notice]:
    """Whether they are set aside or not."""
    if isinstance(row, Phase):
        active = PhaseSummary.objects.of_active_phases().filter(phase=row)
        return notices_of_phases(complete(active), today)
    if isinstance(row, Project):
        kept = of_active_projects(ProjectForecast.objects.filter(project=row))
        return notices_of_projects(kept.select_related("project__customer"), today)
    return notices_of_restores([row] if row.state in FAILED else [], today)


def complete(summaries: QuerySet[PhaseSummary]) -> QuerySet[PhaseSummary]:
    """With what their notices say."""
    return summaries.select_related("phase__project__customer", "forecast")
