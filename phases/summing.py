"""What the lists of projects and of customers show of their phases.

A few statements for all rows of a page.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from customers.models import Customer
from phases.attention import PHASES, Outstanding
from phases.models import PhaseSummary, ProjectForecast, Reason
from phases.rollup import progress_by
from projects.models import Project

PROJECT, CUSTOMER = "phase__project", "phase__project__customer"


@dataclass(frozen=True)
class End:
    """Of several projects the last end, and how late the latest of them is."""

    forecast: ProjectForecast
    days: int | None  # from the likely end to the target date; below zero: late
    open_ended: bool  # open phases without a forecast are not included


@dataclass(frozen=True)
class Needing:
    """How many phases need attention, and how many for each reason."""

    phases: int
    reasons: list[tuple[Reason, int]]

    def __str__(self) -> str:
        return ", ".join(f"{reason.label} {count:,}" for reason, count in self.reasons)


NONE = Needing(0, [])


def complete_projects(projects: list[Project]) -> None:
    summaries = PhaseSummary.objects.filter(phase__project__in=projects)
    _complete(projects, summaries, PROJECT)
    ends = ends_by("pk", projects)
    for project in projects:
        project.end = ends.get(project.pk)  # type: ignore[attr-defined]


def complete_customers(customers: list[Customer]) -> None:
    """Of their active projects, as on their pages."""
    active = Project.objects.filter(customer__in=customers, active=True)
    summaries = PhaseSummary.objects.filter(phase__project__in=active)
    _complete(customers, summaries, CUSTOMER)
    ends = ends_by("customer_id", active)
    for customer in customers:
        customer.end = ends.get(customer.pk)  # type: ignore[attr-defined]


def _complete(rows: list[Any], summaries: QuerySet[PhaseSummary], by: str) -> None:
    progress, attention = progress_by(by, summaries), attention_by(by, summaries)
    for row in rows:
        row.progress = progress.get(row.pk)
        row.attention = attention.get(row.pk, NONE)


def attention_by(by: str, summaries: Any) -> dict[UUID, Needing]:
    """How many active phases need attention, and for which reasons."""
    outstanding = Outstanding(PHASES, timezone.localdate())
    phases: Counter[UUID] = Counter()
    reasons: dict[UUID, Counter[Reason]] = defaultdict(Counter)
    for key, each in outstanding.reasons_of(summaries.of_active_phases(), by):
        phases[key] += bool(each)
        reasons[key].update(each)
    return {key: needing(phases[key], reasons[key]) for key in phases if phases[key]}


def needing(phases: int, reasons: Counter[Reason]) -> Needing:
    return Needing(phases, [(r, reasons[r]) for r in PHASES.cases if reasons[r]])


def ends_by(by: str, projects: Iterable[Project]) -> dict[UUID, End]:
    stored = ProjectForecast.objects.filter(project__in=projects, phases__gt=0)
    forecasts: dict[UUID, list[ProjectForecast]] = defaultdict(list)
    for forecast in stored.select_related("project").defer("course"):
        forecasts[getattr(forecast.project, by)].append(forecast)
    return {key: end_of(rows) for key, rows in forecasts.items()}


def end_of(forecasts: list[ProjectForecast]) -> End:
    """Of days that are still believed."""
    days = {row: row.believed.p50 for row in forecasts}
    margins = [
        (row.project.target_date - day).days
        for row, day in days.items()
        if row.project.target_date and day
    ]
    return End(
        forecast=max(forecasts, key=lambda row: days[row] or date.min),
        days=min(margins, default=None),
        open_ended=any(row.without for row in forecasts),
    )
