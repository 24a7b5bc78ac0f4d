"""What a report needs of the database, as of one moment and in a few statements."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from customers.models import Customer
from phases.forecast import Calendar
from phases.models import MigrationData, Phase, PhasePause, PhaseSummary
from phases.overview import Overview
from phases.standing import with_progress
from phases.windows import Window, change, one_per_day
from projects.models import Project
from reports.snapshot.data import Contents

EVERYTHING = Contents()
AT_ONCE = 50  # phases whose measurements are in memory together


@dataclass(frozen=True)
class ReportRequest:
    """Of what a report is made, over which days, and with what in it."""

    customer: Customer
    project: Project | None = None
    phase: Phase | None = None
    window: Window = Window.WHOLE
    begin: date | None = None
    end: date | None = None
    contents: Contents = EVERYTHING

    @property
    def scope(self) -> str:
        if self.phase:
            return "phase"
        return "project" if self.project else "customer"

    @property
    def whose(self) -> Project | None:
        """The project, also of a phase."""
        return self.phase.project if self.phase else self.project

    def phases(self) -> QuerySet[Phase]:
        """The same as the page of the phase, project or customer counts."""
        rows = Phase.objects.with_project()
        if self.phase:
            return rows.filter(pk=self.phase.pk)
        if self.project:
            return rows.filter(project=self.project)
        return rows.filter(project__customer=self.customer, project__active=True)

    def projects(self) -> QuerySet[Project]:
        rows = Project.objects.select_related("customer", "forecast")
        if self.whose:
            return rows.filter(pk=self.whose.pk)
        return rows.filter(customer=self.customer, active=True)

    def summaries(self) -> QuerySet[PhaseSummary]:
        return PhaseSummary.objects.filter(phase__in=self.phases())


@contextmanager
def one_moment() -> Iterator[datetime]:
    """Everything that is read within is as it was when that began."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            # Past Django's cursor: the history puts a statement before what it sends.
            connection.connection.execute(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
            )
        cursor.execute("SELECT 1")  # from here on
        yield timezone.now()


def seen_phases(request: ReportRequest) -> Iterator[tuple[Phase, Overview | None]]:
    """Each phase with its standing and what its page says; None without any."""
    phases = with_progress(request.phases().order_by("name", "pk"))
    for begin in range(0, len(phases), AT_ONCE):
        some = phases[begin : begin + AT_ONCE]
        rows = grouped(MigrationData.objects.as_written(), some)
        pauses = grouped(PhasePause.objects.order_by("first_day"), some)
        for phase in some:
            measured = rows[phase.pk]
            yield phase, overview_of(request, measured, pauses[phase.pk])


def grouped(rows: QuerySet[Any], phases: Sequence[Phase]) -> dict[UUID, list[Any]]:
    by_phase: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows.filter(phase__in=phases):
        by_phase[row.phase_id].append(row)
    return by_phase


def overview_of(
    request: ReportRequest, rows: list[MigrationData], pauses: list[PhasePause]
) -> Overview | None:
    if not rows:
        return None
    calendar = Calendar.without(pause.span for pause in pauses)
    days = {"begin": request.begin, "end": request.end}
    progress = change(one_per_day(rows), request.window, calendar, **days)
    return Overview(rows, pauses, calendar, [], request.window, progress)
