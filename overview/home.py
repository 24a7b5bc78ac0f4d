"""What Home shows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.utils import timezone

from customers.models import Customer
from jobs.models import Job, JobState
from overview.activity import recent
from overview.waiting import waiting_jobs
from phases.attention import (
    Line,
    Notice,
    failed_restores,
    late_projects,
    lines,
    needing_attention,
    notices_of_phases,
    notices_of_projects,
    notices_of_restores,
    still_open,
)
from phases.attention.needing import complete
from phases.models import Phase, PhaseSummary, ProjectForecast
from phases.rollup import rollup
from projects.models import Project
from tracker.models import User

PHASES_SHOWN = 20
PROBLEMS_SHOWN = 5  # restores, and projects
ATTENTION_SHOWN = 12  # phases


@dataclass(frozen=True)
class Found:
    """Those shown, and how many there are."""

    notices: list[Notice]
    count: int


@dataclass(frozen=True)
class Attention:
    lines: list[Line]  # restores, then projects, then phases
    count: int  # of all, whether shown or not

    @property
    def more(self) -> bool:
        return self.count > len(self.lines)


def home_of(user: User) -> dict[str, Any]:
    phases = Phase.objects.for_user(user)
    under_way = Job.objects.for_user(user).under_way()
    return {
        "customer_count": Customer.objects.for_user(user).active().count(),
        "project_count": Project.objects.for_user(user).active().count(),
        "phase_count": phases.active().count(),
        "planned_count": phases.planned().count(),
        "rollup": rollup(summaries_of(user)),
        "waiting": waiting_jobs(user),
        "attention": attention(user),
        "phases": latest_measured(user),
        "jobs": under_way.exclude(state=JobState.WAITING)[:10],
        "activity": recent(user),
        "may_add_customer": user.has_perm("customers.add_customer"),
    }


def summaries_of(user: User) -> QuerySet[PhaseSummary]:
    return PhaseSummary.objects.for_user(user).of_active_phases()


def latest_measured(user: User) -> list[Phase]:
    """By the day of the latest measurement, then those without any.

    Read from the summaries, whose index has that order.
    """
    latest = summaries_of(user).order_by("-last_gather", "-pk")
    rows = latest.select_related("phase__project__customer")[:PHASES_SHOWN]
    phases = [row.phase for row in rows]
    active = Phase.objects.for_user(user).active().with_project()
    unmeasured = active.filter(summary=None).order_by("-created_at", "-pk")
    return [*phases, *unmeasured[:PHASES_SHOWN]][:PHASES_SHOWN]


def attention(user: User) -> Attention:
    today = timezone.localdate()
    found = (of_restores(user, today), of_projects(user, today), of_phases(user, today))
    return Attention(
        lines=[line for part in found for line in lines(part.notices)],
        count=sum(part.count for part in found),
    )


def open_counts(user: User) -> dict[str, int]:
    """How many need attention, of each kind."""
    today = timezone.localdate()
    return {
        "phases": needing_attention(summaries_of(user), today).count(),
        "projects": late_projects(forecasts_of(user), today).count(),
        "restores": of_restores(user, today).count,
    }


def of_restores(user: User, today: date) -> Found:
    failed = still_open(notices_of_restores(failed_restores(user), today))
    return Found(failed[:PROBLEMS_SHOWN], len(failed))


def forecasts_of(user: User) -> QuerySet[ProjectForecast]:
    return ProjectForecast.objects.filter(project__in=Project.objects.for_user(user))


def of_projects(user: User, today: date) -> Found:
    late = late_projects(forecasts_of(user), today)
    shown = late.select_related("project__customer").defer("course")[:PROBLEMS_SHOWN]
    return Found(still_open(notices_of_projects(shown, today)), late.count())


def of_phases(user: User, today: date) -> Found:
    # First the ids, counted in the same query; then these few rows in full.
    summaries = needing_attention(summaries_of(user), today)
    worst = summaries.annotate(all=Window(Count("*"))).values_list("pk", "all")
    ids = list(worst[:ATTENTION_SHOWN])
    rows = complete(PhaseSummary.objects.all()).in_bulk([pk for pk, _ in ids])
    shown = (rows[pk] for pk, _ in ids if pk in rows)
    open_ones = still_open(notices_of_phases(shown, today))
    return Found(open_ones, ids[0][1] if ids else 0)
