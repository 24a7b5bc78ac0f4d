"""How forecasts of finished phases turned out, and what follows for open ones.

A phase ended between its last measurement with something left and the next one. Nobody
knows on which of the days between.
"""

from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Self

from phases.forecast.calendar import Calendar

DOUBT_OF_SHIFT, DOUBT_OF_SCALE = 8, 12  # phases that would have held exactly
SCALES = (0.7, 1.6)
ENOUGH_PHASES, ENOUGH_PROJECTS = 10, 3  # quick phases finish first, so few mislead


@dataclass(frozen=True)
class End:
    """Between two measurements: something was left at the first, nothing later."""

    open: date
    complete: date

    def share_by(self, day: date) -> float:
        """How much of the time between had passed: how likely it was complete."""
        passed = (day - self.open) / (self.complete - self.open)
        return min(max(passed, 0.0), 1.0)

    def days_after(self, day: date, calendar: Calendar) -> float:
        """Of work, until the middle of the time in which the phase ended."""
        least, most = (calendar.days(day, end) for end in (self.open, self.complete))
        return max((least + most) / 2, 0.5)


@dataclass(frozen=True)
class Lesson:
    """In standard deviations: how much longer than forecast, and how much wider."""

    shift: float = 0.0
    scale: float = 1.0
    phases: int = 0
    projects: int = 0

    @classmethod
    def of(cls, *, phases: int, projects: int, total: float, squares: float) -> Self:
        """Of the sum of the phases' deviations, and of the sum of their squares."""
        shift = total / (phases + DOUBT_OF_SHIFT)
        around = squares - 2 * shift * total + phases * shift**2
        scale = sqrt((DOUBT_OF_SCALE + max(around, 0)) / (DOUBT_OF_SCALE + phases))
        least, most = SCALES
        return cls(shift, min(max(scale, least), most), phases, projects)

    @property
    def enough(self) -> bool:
        return self.phases >= ENOUGH_PHASES and self.projects >= ENOUGH_PROJECTS


NONE = Lesson()
