"""What Home shows."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Window
from django.utils import timezone

from customers.models import Customer
from jobs.models import Job
from overview.activity import recent
from phases.attention import (
    Notice,
    late_projects,
    needing_attention,
    notices,
    project_notices,
)
from phases.models import Phase, PhaseSummary, ProjectForecast
from phases.rollup import rollup
from projects.models import Project
from tracker.models import User

PHASES_SHOWN = 20
ATTENTION_SHOWN = 15
FAILED_DAYS = 7
FAILED = ("failed", "errored")


@dataclass(frozen=True)
class Attention:
    notices: list[Notice]  # of projects, then of phases
    phases: int  # with a reason, whether shown or not
    shown: int
    failed: list[Job]


def home_of(user: User) -> dict[str, Any]:
    phases = Phase.objects.for_user(user)
    return {
        "customer_count": Customer.objects.for_user(user).active().count(),
        "project_count": Project.objects.for_user(user).active().count(),
        "phase_count": phases.active().count(),
        "planned_count": phases.planned().count(),
        "rollup": rollup(summaries_of(user)),
        "attention": attention(user),
        "phases": phases.active()
        .with_project()
        .order_by(F("summary__updated_at").desc(nulls_last=True), "-updated_at")[
            :PHASES_SHOWN
        ],
        "jobs": Job.objects.for_user(user).under_way()[:10],
        "activity": recent(user),
        "may_add_customer": user.has_perm("customers.add_customer"),
    }


def summaries_of(user: User) -> Any:
    return PhaseSummary.objects.for_user(user).of_active_phases()


def attention(user: User) -> Attention:
    today = timezone.localdate()
    # First the ids, counted in the same query; then these few rows in full.
    summaries = needing_attention(summaries_of(user), today)
    worst = summaries.annotate(all=Window(Count("*"))).values_list("pk", "all")
    ids = list(worst[:ATTENTION_SHOWN])
    rows = PhaseSummary.objects.select_related("phase__project__customer", "forecast")
    shown = rows.in_bulk([pk for pk, _ in ids])
    return Attention(
        notices=[
            *of_projects(user, today),
            *(notices(shown[pk], today)[0] for pk, _ in ids if pk in shown),
        ],
        phases=ids[0][1] if ids else 0,
        shown=len(ids),
        failed=failed_restores(user),
    )


def of_projects(user: User, today: date) -> list[Notice]:
    visible = ProjectForecast.objects.filter(project__in=Project.objects.for_user(user))
    late = late_projects(visible, today).select_related("project__customer")
    rows = late.defer("course")[:ATTENTION_SHOWN]
    return [notice for row in rows for notice in project_notices(row, today)]


def failed_restores(user: User) -> list[Job]:
    """The last one of each customer and appliance, if it failed recently."""
    jobs = Job.objects.for_user(user).filter(
        kind="restore", finished_at__gt=timezone.now() - timedelta(days=FAILED_DAYS)
    )
    last = jobs.with_people().order_by("exclusive_key", "-finished_at")
    latest = last.distinct("exclusive_key").defer("result", "traceback")
    return [job for job in latest if job.state in FAILED]
