"""Charts of a snapshot: the same markup as on the pages."""

from django.utils.safestring import SafeString, mark_safe

from phases.forecast import State
from phases.models import ForecastState
from reports.charts import Stretch, timeline
from reports.figures import progress_chart
from reports.snapshot import PhasePart, ProjectPart

MOST_ON_A_TIMELINE = 25  # that fit a printed page


def charts_of(part: PhasePart) -> list[SafeString]:
    if len(part.gathers) < 2:
        return []
    units = {
        "bytes": (
            [(each.day, each.bytes_done, each.bytes_total) for each in part.gathers],
            part.bytes_reach,
        ),
        "objects": (
            [
                (each.day, each.objects_done, each.objects_total)
                for each in part.gathers
            ],
            part.objects_reach,
        ),
    }
    drawn = [
        progress_chart(f"{unit}-{part.id}", unit, days, reached, part.target_date)
        for unit, (days, reached) in units.items()
    ]
    return [mark_safe(each) for each in drawn]  # noqa: S308 - of escaped elements


def timeline_of(project: ProjectPart) -> SafeString | None:
    if not 1 < len(project.phases) <= MOST_ON_A_TIMELINE:
        return None
    stretches = [stretch(part) for part in project.phases]
    text = f"{len(stretches)} phases."
    drawn = timeline(f"timeline-{project.id}", "Timeline", text, stretches)
    return mark_safe(drawn)  # noqa: S308 - of escaped elements


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
    by_hand = part.expected_date
    return Stretch(
        name=part.name,
        state=ForecastState(forecast.state).label.lower(),
        began=part.first_gather,
        last=forecast.since if done else part.last_gather,
        likely=None if done else by_hand or forecast.likely,
        late=None if done or by_hand else forecast.late,
        planned=part.target_date,
    )
