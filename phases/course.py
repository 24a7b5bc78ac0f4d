"""How far things were day by day, and when all is reached: what charts are drawn of."""

from dataclasses import dataclass
from datetime import date

from phases.forecast import Outlook
from phases.models import ProjectForecast


@dataclass(frozen=True, slots=True)  # there are many
class ProgressDay:
    """How far it was on a day."""

    day: date
    objects_done: int
    objects_total: int
    bytes_done: int
    bytes_total: int


@dataclass(frozen=True)
class Reach:
    """When the whole is reached, of one unit alone. None: too far."""

    early: date | None
    likely: date | None
    late: date | None


def course(forecast: ProjectForecast) -> list[ProgressDay]:
    """How far the phases of a project were together, day by day."""
    return [
        ProgressDay(date.fromisoformat(day), *sums) for day, *sums in forecast.course
    ]


def reach(outlook: Outlook | None) -> Reach | None:
    """When all of one unit is done: early, likely, late."""
    if outlook is None:
        return None
    return Reach(*(outlook.quantile(chance) for chance in (0.1, 0.5, 0.9)))
