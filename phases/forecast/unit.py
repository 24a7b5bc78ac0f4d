"""The forecast of a phase in one unit, objects or bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import exp, log
from statistics import NormalDist
from typing import Self

from phases.forecast.calendar import EVERY_DAY, FAR_DAYS, Calendar
from phases.forecast.experience import experience
from phases.forecast.lesson import NONE, Lesson
from phases.forecast.rates import days_ahead
from phases.forecast.series import Point, complete_since, recent

RECENT_DAYS = 30
P10, P50, P80, P90 = 0.1, 0.5, 0.8, 0.9
FARTHEST = 3.0  # sigmas that one forecast may be off, so that none decides alone


class State(StrEnum):
    """What is said; a date only where one is expected."""

    EXPECTED = "expected"
    NEEDS_TWO = "needs_two_points"
    NOT_STARTED = "not_started"
    STALLED = "stalled"
    TARGET_FELL = "target_fell"
    SLOW = "too_slow"
    STALE = "stale"
    OVERDUE = "overdue"
    COMPLETE = "complete"
    EMPTY = "empty"
    UNKNOWN = "unknown"  # of a project: no phase has a forecast


@dataclass(frozen=True)
class Outlook:
    """When work that began on a day will end: so many days, less or more."""

    since: date
    days: float
    sigma_down: float
    sigma_up: float
    calendar: Calendar = EVERY_DAY
    lesson: Lesson = NONE

    @classmethod
    def of(
        cls, ahead: float, points: Sequence[Point], calendar: Calendar, lesson: Lesson
    ) -> Self:
        """Of days ahead at the pace that counts, as such estimates turned out."""
        first, last = points[0].day, points[-1].day
        known = experience(
            ahead=ahead, seen=calendar.days(first, last), intervals=len(points) - 1
        )
        days = ahead * exp(known.shift)
        return cls(last, days, known.sigma_down, known.sigma_up, calendar, lesson)

    def quantile(self, chance: float) -> date | None:
        """The day on which it is done with this chance; None: too far to name."""
        return self.calendar.day(self.since, max(1.0, self.days_at(chance)))

    def days_at(self, chance: float) -> float:
        return self.days_after(NormalDist().inv_cdf(chance))

    def days_after(self, drawn: float) -> float:
        """The days that belong to a draw of the normal distribution."""
        deviations = self.lesson.shift + self.lesson.scale * drawn
        return self.days * exp(self._sigma(deviations) * deviations)

    def deviation(self, took: float) -> float:
        """How many sigmas longer it took, without what the lesson says."""
        longer = log(took / self.days)
        return min(max(longer / self._sigma(longer), -FARTHEST), FARTHEST)

    def _sigma(self, side: float) -> float:
        return self.sigma_up if side > 0 else self.sigma_down


@dataclass(frozen=True)
class UnitForecast:
    state: State
    since: date | None = None  # of the state, where it has a beginning
    remaining: int = 0
    ahead: float | None = None  # days, at the pace that counts
    recent: tuple[float, int] | None = None  # the rate, and over how many days
    outlook: Outlook | None = None

    @property
    def open(self) -> bool:
        return self.state not in (State.COMPLETE, State.EMPTY)

    @property
    def rate(self) -> float | None:
        """The pace that counts, a day."""
        return self.remaining / self.ahead if self.ahead else None


def forecast_unit(
    points: Sequence[Point],
    *,
    calendar: Calendar,
    stalled: date | None,
    lesson: Lesson = NONE,
) -> UnitForecast:
    """Of points in order of days; `stalled` says since when the phase does not move."""
    last = points[-1]
    state, since = _settled(points)
    if state is None and stalled:
        state, since = State.STALLED, stalled
    if state is not None:
        return UnitForecast(state, since, last.remaining)
    ahead = days_ahead(points, calendar)
    if ahead is None:
        return UnitForecast(State.STALLED, points[0].day, last.remaining)
    far = ahead > FAR_DAYS
    return UnitForecast(
        State.SLOW if far else State.EXPECTED,
        remaining=last.remaining,
        ahead=ahead,
        recent=recent(points, calendar, RECENT_DAYS),
        outlook=None if far else Outlook.of(ahead, points, calendar, lesson),
    )


def _settled(points: Sequence[Point]) -> tuple[State | None, date | None]:
    """The states that the points alone decide, whatever the rate."""
    last = points[-1]
    before = points[-2] if len(points) > 1 else None
    if last.remaining <= 0 and last.done:
        return State.COMPLETE, complete_since(points)
    if before and last.done < before.done:
        return State.TARGET_FELL, last.day
    if last.remaining <= 0:
        return State.EMPTY, None
    if before is None:
        return State.NEEDS_TWO, None
    if not any(point.done for point in points):
        return State.NOT_STARTED, None
    return None, None
