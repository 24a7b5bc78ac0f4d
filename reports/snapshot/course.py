from datetime import date

from phases.models import ProjectForecast
from reports.snapshot.data import Gather


def course(forecast: ProjectForecast) -> list[Gather]:
    """How far the phases of a project were together, day by day."""
    return [Gather(date.fromisoformat(day), *sums) for day, *sums in forecast.course]
