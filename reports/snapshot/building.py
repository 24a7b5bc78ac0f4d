"""A snapshot, with the functions that the pages use."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from phases.attention import beside_its_state
from phases.course import ProgressDay, course, reach
from phases.labels import phase_label, project_label
from phases.models import (
    MigrationData,
    Phase,
    PhaseStatus,
    PhaseSummary,
)
from phases.overview import Overview, needed, unit_outlook
from phases.rollup import rollup
from phases.services.series import Measured
from phases.standing import Standing
from phases.windows import Change, Window
from projects.models import Project
from reports.snapshot.data import (
    Both,
    Expected,
    Measurement,
    Moved,
    Named,
    Needed,
    PeriodChoice,
    PhasePart,
    ProjectPart,
    Remark,
    Snapshot,
    Tapes,
)
from reports.snapshot.reading import ReportRequest, one_moment, seen_phases
from reports.snapshot.summing import totals_of


def build(request: ReportRequest, *, author: str) -> Snapshot:
    with one_moment() as now:
        parts = phases_by_project(request)
        summaries = request.summaries()
        projects = tuple(
            project_part(request, project, parts.get(project.pk, []))
            for project in request.projects().order_by("name", "pk")
        )
        everything = [part for some in parts.values() for part in some]
        return Snapshot(
            scope=request.scope,
            customer=named(request.customer),
            project=named(project) if (project := request.whose) else None,
            phase=named(request.phase) if request.phase else None,
            window=PeriodChoice(request.window.value, request.begin, request.end),
            contents=request.contents,
            cut_off=now,
            author=author,
            totals=totals_of(everything, rollup(summaries)),
            projects=projects,
        )


def named(row: Any) -> Named:
    return Named(str(row.pk), row.name)


def phases_by_project(request: ReportRequest) -> dict[UUID, list[PhasePart]]:
    parts: dict[UUID, list[PhasePart]] = {}
    for phase, overview in seen_phases(request):
        parts.setdefault(phase.project_id, []).append(
            phase_part(request, phase, overview)
        )
    return parts


def project_part(
    request: ReportRequest, project: Project, parts: Sequence[PhasePart]
) -> ProjectPart:
    ours = request.summaries().filter(phase__project=project)
    return ProjectPart(
        id=str(project.pk),
        name=project.name,
        type=project.type,
        target_date=project.target_date,
        totals=totals_of(parts, rollup(ours)),
        forecast=project_end(request, project),
        phases=tuple(parts),
        course=project_course(request, project),
    )


def project_course(request: ReportRequest, project: Project) -> tuple[ProgressDay, ...]:
    """Of the whole project, as its forecast."""
    forecast = getattr(project, "forecast", None)
    if request.phase or not request.contents.charts or forecast is None:
        return ()
    return tuple(course(forecast))


def project_end(request: ReportRequest, project: Project) -> Expected | None:
    """Of the whole project, which is not what a report of one phase is about."""
    forecast = getattr(project, "forecast", None)
    if (
        request.phase
        or not request.contents.forecast
        or forecast is None
        or not forecast.phases
    ):
        return None
    today, days = timezone.localdate(), forecast.believed
    return Expected(
        state=forecast.state_on(today).value,
        label=project_label(forecast, today)[1],
        sentence=forecast.sentence_on(today, project.target_date),
        since=forecast.since,
        early=days.p10,
        likely=days.p50,
        commit_to=forecast.commit_date,
        late=days.p90,
    )


def phase_part(
    request: ReportRequest, phase: Phase, overview: Overview | None
) -> PhasePart:
    standing: Standing | None = phase.standing  # type: ignore[attr-defined]
    return PhasePart(
        id=str(phase.pk),
        name=phase.name,
        type=phase.type,
        status=phase.status,
        status_reason=phase.status_reason,
        source=phase.source,
        target=phase.target,
        target_tape_partition=phase.target_tape_partition,
        buckets=tuple(phase.buckets),
        target_date=phase.target_date,
        expected_date=phase.expected_date,
        expected_reason=phase.expected_reason,
        **(
            measured(request, phase, standing, overview)
            if standing and overview
            else {}
        ),
    )


def measured(
    request: ReportRequest, phase: Phase, standing: Standing, overview: Overview
) -> dict[str, Any]:
    summary = standing.summary
    parts: dict[str, Any] = {
        "progress": Both(standing.objects, standing.bytes, standing.elsewhere),
        "first_gather": summary.first_gather,
        "last_gather": summary.last_gather,
        "baseline": standing.baseline.timestamp,
        "change": moved(overview.change) if overview.change else None,
        "remarks": remarks(phase, summary),
    }
    if request.contents.forecast:
        parts |= foretold(phase, standing, overview)
    if request.contents.charts:
        parts["gathers"] = tuple(drawn(overview))
    if request.contents.raw:
        parts["measurements"] = tuple(
            measurement(phase, row) for row in in_window(request, overview)
        )
    return parts


def moved(change: Change) -> Moved:
    return Moved(
        first=change.first.timestamp,
        last=change.last.timestamp,
        days=change.days,
        objects=change.objects,
        bytes=change.bytes,
        source_objects=change.source_objects,
        source_bytes=change.source_bytes,
        scratch_tapes=change.tapes,
        objects_a_day=change.objects_a_day,
        bytes_a_day=change.bytes_a_day,
    )


def remarks(phase: Phase, summary: PhaseSummary) -> tuple[Remark, ...]:
    """As on the phase's page; what its state says stands in the forecast."""
    if phase.status != PhaseStatus.ACTIVE:
        return ()
    return tuple(
        Remark(notice.label, notice.why)
        for notice in beside_its_state(summary, timezone.localdate())
    )


def foretold(phase: Phase, standing: Standing, overview: Overview) -> dict[str, Any]:
    forecast, summary = standing.forecast, standing.summary
    rates = needed(phase, standing, overview.calendar)
    tapes = summary.scratch_tapes
    return {
        "forecast": expected(summary),
        "needed": rates and Needed(rates.objects, rates.bytes),
        "tapes": None
        if tapes is None
        else Tapes(
            tapes, summary.tapes_needed, summary.bytes_per_tape, summary.tapes_run_out
        ),
        "objects_reach": reach(unit_outlook(forecast, "objects", overview.calendar)),
        "bytes_reach": reach(unit_outlook(forecast, "bytes", overview.calendar)),
    }


def expected(summary: PhaseSummary) -> Expected:
    """With days only while somebody believes them."""
    forecast, today = summary.forecast, timezone.localdate()
    days = forecast.believed
    return Expected(
        state=forecast.state_on(today).value,
        label=phase_label(summary, today)[1],
        sentence=forecast.sentence,
        since=forecast.since,
        early=days.p10,
        likely=days.p50,
        commit_to=forecast.commit_date,
        late=days.p90,
        objects_a_day=forecast.recent_objects,
        bytes_a_day=forecast.recent_bytes,
    )


def drawn(overview: Overview) -> list[ProgressDay]:
    series, days = Measured(overview.rows), []
    for row in overview.days:
        objects, in_bytes = series.progress_of(row)
        amounts = objects.done, objects.total, in_bytes.done, in_bytes.total
        days.append(ProgressDay(row.timestamp, *amounts))
    return days


def in_window(request: ReportRequest, overview: Overview) -> list[MigrationData]:
    """In order of their days; all of them where there is nothing to compare."""
    rows = sorted(overview.rows, key=lambda row: (row.timestamp, row.type))
    begin, end = window_days(request, overview)
    return [
        row
        for row in rows
        if (begin is None or row.timestamp >= begin)
        and (end is None or row.timestamp <= end)
    ]


def window_days(
    request: ReportRequest, overview: Overview
) -> tuple[date | None, date | None]:
    if request.window == Window.WHOLE:
        return None, None
    if overview.change:
        return overview.change.first.timestamp, overview.change.last.timestamp
    return (
        (request.begin, request.end) if request.window == Window.RANGE else (None, None)
    )


def measurement(phase: Phase, row: MigrationData) -> Measurement:
    return Measurement(
        customer=phase.project.customer.name,
        project=phase.project.name,
        phase=phase.name,
        timestamp=row.timestamp,
        type=row.type,
        source_objects=row.source_objects,
        source_size=row.source_size,
        target_objects=row.target_objects,
        target_size=row.target_size,
        remaining_objects=row.remaining_objects,
        remaining_size=row.remaining_size,
        target_scratch_tapes=row.target_scratch_tapes,
        note=row.note,
    )
