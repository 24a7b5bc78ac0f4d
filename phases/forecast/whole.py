"""The forecast of a phase: of its objects and of its bytes, which finish together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from phases.forecast.calendar import EVERY_DAY, FAR_DAYS, Calendar
from phases.forecast.lesson import NONE, Lesson
from phases.forecast.rates import joined
from phases.forecast.series import Point, by_day, flat_since
from phases.forecast.unit import (
    P10,
    P50,
    P80,
    P90,
    Outlook,
    State,
    UnitForecast,
    forecast_unit,
)

# What one unit says, the phase says, even if the other has a date.
FIRST = (State.TARGET_FELL, State.NEEDS_TWO, State.SLOW)
# What is said when neither has a date.
LOUDER = (*FIRST, State.STALLED, State.NOT_STARTED)


@dataclass(frozen=True)
class Forecast:
    """As of the latest measurement, on whichever day it is read."""

    state: State
    since: date | None
    last: date | None  # the latest measurement
    points: int
    objects: UnitForecast
    bytes: UnitForecast
    outlook: Outlook | None = None

    @property
    def range(self) -> tuple[date | None, ...]:
        """P10, P50, P80, P90; None where there is no date, or one too far to name."""
        if self.outlook is None:
            return (None,) * 4
        return tuple(self.outlook.quantile(chance) for chance in (P10, P50, P80, P90))


NOTHING = UnitForecast(State.NEEDS_TWO)
UNKNOWN = Forecast(State.NEEDS_TWO, None, None, 0, NOTHING, NOTHING)


def forecast(
    objects: Iterable[Point],
    bytes: Iterable[Point],  # noqa: A002 - there are objects and bytes
    *,
    calendar: Calendar = EVERY_DAY,
    lesson: Lesson = NONE,
) -> Forecast:
    """Of points in the order in which they were written."""
    units = [by_day(points, calendar) for points in (objects, bytes)]
    days = units[0]
    if not days:
        return UNKNOWN
    stalled = stalled_since(units, calendar)
    in_objects, in_bytes = (
        forecast_unit(points, calendar=calendar, stalled=stalled, lesson=lesson)
        for points in units
    )
    state, since, ahead = together(in_objects, in_bytes)
    outlook = Outlook.of(ahead, days, calendar, lesson) if ahead else None
    if outlook and outlook.days_at(P50) > FAR_DAYS:
        state, outlook = State.SLOW, None
    return Forecast(
        state, since, days[-1].day, len(days), in_objects, in_bytes, outlook
    )


def stalled_since(units: Sequence[Sequence[Point]], calendar: Calendar) -> date | None:
    """Since when nothing moved in any unit in which something remains."""
    still = [points for points in units if points[-1].remaining > 0]
    flat = [flat_since(points, calendar) for points in still]
    return max((day for day in flat if day), default=None) if all(flat) else None


def together(*units: UnitForecast) -> tuple[State, date | None, float | None]:
    """The state, since when, and the days ahead.

    A unit that has a date speaks for one without, but not for one that fell.
    """
    still = [unit for unit in units if unit.open]
    if not still:
        return _finished(units)
    state = min((unit.state for unit in still), key=_loudness)
    dated = [unit.ahead for unit in still if unit.ahead]
    if dated and state not in FIRST:
        return State.EXPECTED, None, joined(dated)
    return state, next(unit.since for unit in still if unit.state == state), None


def _finished(units: Sequence[UnitForecast]) -> tuple[State, date | None, None]:
    ended = [unit.since for unit in units if unit.since]
    return (State.COMPLETE, max(ended), None) if ended else (State.EMPTY, None, None)


def _loudness(state: State) -> int:
    return LOUDER.index(state) if state in LOUDER else len(LOUDER)


@dataclass(frozen=True)
class Reading:
    """A forecast as it reads on a day: too old to go by, or behind its own date."""

    state: State
    since: date | None
    days: int | None = None  # for how long, where that is what is said


def read_on(
    today: date,
    *,
    state: State,
    since: date | None,
    last: date | None,
    likely: date | None,
    stale_days: int,
) -> Reading:
    """Of a stored forecast: `likely` is its P50."""
    if last is None or state in (State.COMPLETE, State.EMPTY):
        return Reading(state, since)
    age = (today - last).days
    if age > stale_days:
        return Reading(State.STALE, last, age)
    if state == State.EXPECTED and likely and likely < today:
        return Reading(State.OVERDUE, likely)
    return Reading(state, since)


def needed_rate(
    remaining: int, *, last: date, target: date, calendar: Calendar = EVERY_DAY
) -> float | None:
    """How much per day meets the target date; None after that date."""
    days = calendar.days(last, target)
    return max(remaining, 0) / days if days > 0 else None
