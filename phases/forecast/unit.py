"""The forecast of a phase in one unit, objects or bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import exp
from statistics import NormalDist

from phases.forecast.calendar import EVERY_DAY, FAR_DAYS, Calendar
from phases.forecast.rates import Rates, rates, spread
from phases.forecast.series import Point, complete_since, intervals, recent

RECENT_DAYS = 30
P10, P50, P80, P90 = 0.1, 0.5, 0.8, 0.9


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
    """When work that began on a day will end: so many days, more or less."""

    since: date
    days: float
    sigma: float
    calendar: Calendar = EVERY_DAY

    def quantile(self, chance: float) -> date | None:
        """The day on which it is done with this chance; None: too far to name."""
        return self.calendar.day(self.since, max(1.0, self.days_at(chance)))

    def days_at(self, chance: float) -> float:
        return self.days * exp(self.sigma * NormalDist().inv_cdf(chance))


@dataclass(frozen=True)
class UnitForecast:
    state: State
    since: date | None = None  # of the state, where it has a beginning
    remaining: int = 0
    rates: Rates | None = None
    recent: tuple[float, int] | None = None  # the rate, and over how many days
    outlook: Outlook | None = None

    @property
    def open(self) -> bool:
        return self.state not in (State.COMPLETE, State.EMPTY)


def forecast_unit(
    points: Sequence[Point],
    *,
    baseline: date,
    calendar: Calendar,
    stalled: date | None,
) -> UnitForecast:
    """Of points in order of days; `stalled` says since when the phase does not move."""
    last = points[-1]
    state, since = _settled(points)
    if state is None and stalled:
        state, since = State.STALLED, stalled
    if state is not None:
        return UnitForecast(state, since, last.remaining)
    three = rates(points, baseline, calendar)
    together = three.together
    if together is None:
        return UnitForecast(State.STALLED, points[0].day, last.remaining, three)
    days = last.remaining / together
    steps = intervals(points, calendar)
    far = days > FAR_DAYS
    return UnitForecast(
        State.SLOW if far else State.EXPECTED,
        remaining=last.remaining,
        rates=three,
        recent=recent(points, calendar, RECENT_DAYS),
        outlook=None if far else Outlook(last.day, days, spread(steps), calendar),
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
