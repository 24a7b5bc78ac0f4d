"""Phases and projects as charts."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils import timezone

from phases.course import ProgressDay, Reach, course, reach
from phases.forecast import State
from phases.labels import phase_label
from phases.models import (
    MigrationData,
    Phase,
    ProjectForecast,
)
from phases.overview import Overview, unit_outlook
from phases.services.series import Measured, progress_of
from phases.standing import Standing
from phases.windows import one_per_day
from tracker.charts import Fan, Line, Mark, Stretch, line_chart, timeline
from tracker.charts.lines import single, written
from tracker.progress import Progress
from tracker.templatetags.figures import size_text
from tracker.units import scaled

UNITS = ("objects", "bytes")
NO_END = "No end date is known."


def count_text(value: float) -> str:
    return f"{value:,.0f}"


def count_on_axis(value: float) -> str:
    """Levels of an axis are round, so millions lose nothing."""
    return f"{value / 10**6:,.10g} M" if value >= 10**6 else f"{value:,.10g}"


def bytes_text(value: float) -> str:
    return size_text(round(value)).replace(".0 ", " ")


def bytes_unit(highest: float) -> float:
    return scaled(highest)[0]


SHOWN: dict[str, Callable[[float], str]] = {"objects": count_text, "bytes": bytes_text}
ON_AXIS = {**SHOWN, "objects": count_on_axis}


def draw_phase(phase: Phase, standing: Standing, overview: Overview) -> list[str]:
    """What reached the target, in bytes and in objects, and where that leads."""
    days = [
        progress_day(row.timestamp, *progress_of(row, standing.baseline))
        for row in overview.days
    ]
    in_objects, in_bytes = (
        reach(unit_outlook(standing.forecast, unit, overview.calendar))
        for unit in UNITS
    )
    return charts_of_days(str(phase.pk), days, in_bytes, in_objects, phase.target_date)


def progress_day(day: date, objects: Progress, in_bytes: Progress) -> ProgressDay:
    return ProgressDay(day, objects.done, objects.total, in_bytes.done, in_bytes.total)


def progress_chart(
    name: str,
    unit: str,
    days: Sequence[tuple[date, int, int]],
    reached: Reach | None,
    target_date: date | None,
) -> str:
    """What was on the target each day, of how much, and when it may be all of it."""
    done = [(day, amount) for day, amount, _ in days]
    total = [(day, amount) for day, _, amount in days]
    shown = SHOWN[unit]
    return line_chart(
        name,
        f"{unit.capitalize()} on the target",
        describe(done, shown, reached.likely if reached else None),
        [Line("On the target", done), Line("Total", total)],
        fan=fan(reached, done[-1], total[-1][1]) if reached else None,
        mark=Mark(target_date, "Target date") if target_date else None,
        shown=shown,
        shortly=ON_AXIS[unit],
        unit=bytes_unit if unit == "bytes" else single,
    )


def describe(
    done: Sequence[tuple[date, float]],
    shown: Callable[[float], str],
    likely: date | None = None,
) -> str:
    (first, least), (last, most) = done[0], done[-1]
    text = (
        f"From {shown(least)} on {written(first)} to {shown(most)} on {written(last)}"
    )
    return f"{text}; likely to finish on {written(likely)}." if likely else f"{text}."


def fan(reached: Reach, start: tuple[date, float], level: float) -> Fan | None:
    early, likely, late = reached.early, reached.likely, reached.late
    if early is None or likely is None or late is None:
        return None  # too far to draw
    return Fan(start, level, early, likely, late)


def draw_project(forecast: ProjectForecast, target_date: date | None) -> list[str]:
    """As of a phase, of all phases of a project together."""
    days = forecast.believed
    reached = Reach(days.p10, days.p50, days.p90) if days.p50 else None
    drawn = course(forecast)
    return charts_of_days(str(forecast.pk), drawn, reached, reached, target_date)


def charts_of_days(
    name: str,
    days: Sequence[ProgressDay],
    in_bytes: Reach | None,
    in_objects: Reach | None,
    target_date: date | None,
) -> list[str]:
    """In bytes and in objects; none for a single day, or with nothing to move."""
    if len(days) < 2 or not (days[-1].bytes_total or days[-1].objects_total):
        return []
    parts = {
        "bytes": ([(d.day, d.bytes_done, d.bytes_total) for d in days], in_bytes),
        "objects": (
            [(d.day, d.objects_done, d.objects_total) for d in days],
            in_objects,
        ),
    }
    return [
        progress_chart(f"{unit}-{name}", unit, points, reached, target_date)
        for unit, (points, reached) in parts.items()
    ]


def draw_timeline(name: str, phases: Sequence[Phase]) -> str:
    """Of phases with their standings; empty where no phase has a date."""
    stretches = [stretch_of(phase) for phase in phases]
    if not any(stretch.days for stretch in stretches):
        return ""
    late = [s.late for s in stretches if s.late]
    ends = f"The last phase ends by {written(max(late))}." if late else NO_END
    text = f"{len(stretches)} phases. {ends}"
    today = Mark(timezone.localdate(), "Today")
    return timeline(name, "Timeline", text, stretches, today)


def stretch_of(phase: Phase) -> Stretch:
    standing: Standing | None = phase.standing  # type: ignore[attr-defined]
    if standing is None:
        return Stretch(phase.name, "not measured yet", planned=phase.target_date)
    forecast = standing.forecast
    done = forecast.state == State.COMPLETE
    likely = phase.expected_date or forecast.believed.p50
    return Stretch(
        name=phase.name,
        state=phase_label(standing.summary, timezone.localdate())[1].lower(),
        began=standing.summary.first_gather,
        last=forecast.since if done else standing.summary.last_gather,
        likely=None if done else likely,
        late=None if done or phase.expected_date else forecast.believed.p90,
        planned=phase.target_date,
    )


def draw_comparison(phases: Sequence[Phase], rows: Sequence[MigrationData]) -> str:
    """How far each phase was, in percent of its bytes, or of its objects."""
    lines = []
    for phase in phases:
        own = Measured([row for row in rows if row.phase_id == phase.pk])
        if points := percentages(own):
            lines.append(Line(phase.name, points))
    ends = "; ".join(f"{line.name} {line.points[-1][1]:.1f}%" for line in lines)
    return line_chart(
        "compared",
        "Progress of each phase",
        f"Latest measurement: {ends or 'nothing measured'}.",
        lines,
        shown="{:.0f}%".format,
    )


def percentages(series: Measured) -> list[tuple[date, float]]:
    points = []
    for row in one_per_day(series.rows):
        objects, in_bytes = series.progress_of(row)
        percent = in_bytes.percent if in_bytes.total else objects.percent
        if percent is not None:
            points.append((row.timestamp, percent))
    return points
