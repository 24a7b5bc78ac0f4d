"""Charts of a snapshot: the same markup as on the pages."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from phases.charts import charts_of_days
from phases.course import Reach
from phases.forecast import State
from reports.snapshot import PhasePart, ProjectPart
from tracker.charts import Mark, Stretch, timeline

MOST_ON_A_TIMELINE = 25  # that fit a printed page


def charts_of(part: PhasePart) -> list[SafeString]:
    return drawn(
        part.id, part.gathers, part.bytes_reach, part.objects_reach, part.target_date
    )


def charts_together(project: ProjectPart) -> list[SafeString]:
    """Of all phases of a project."""
    forecast, reached = project.forecast, None
    if forecast and forecast.likely:
        reached = Reach(forecast.early, forecast.likely, forecast.late)
    return drawn(project.id, project.course, reached, reached, project.target_date)


def drawn(*parts: Any) -> list[SafeString]:
    return [mark_safe(chart) for chart in charts_of_days(*parts)]  # noqa: S308 - escaped


def timeline_of(project: ProjectPart, cut_off: datetime) -> SafeString | None:
    if not 1 < len(project.phases) <= MOST_ON_A_TIMELINE:
        return None
    stretches = [stretch(part) for part in project.phases]
    if not any(one.days for one in stretches):
        return None
    text = f"{len(stretches)} phases."
    report = Mark(timezone.localdate(cut_off), "This report")
    drawing = timeline(f"timeline-{project.id}", "Timeline", text, stretches, report)
    return mark_safe(drawing)  # noqa: S308 - of escaped elements


def stretch(part: PhasePart) -> Stretch:
    forecast = part.forecast
    if forecast is None:
        state = "measured" if part.progress else "no measurement"
        return Stretch(
            part.name,
            state,
            part.first_gather,
            part.last_gather,
            planned=part.target_date,
        )
    done = forecast.state == State.COMPLETE
    set_end = part.expected_date
    return Stretch(
        name=part.name,
        state=forecast.label.lower(),
        began=part.first_gather,
        last=forecast.since if done else part.last_gather,
        likely=None if done else set_end or forecast.likely,
        late=None if done or set_end else forecast.late,
        planned=part.target_date,
    )
