"""How many days of work remain at the pace that counts, of objects or of bytes."""

from collections.abc import Sequence
from itertools import pairwise
from math import inf, prod
from statistics import median_low

from phases.forecast.calendar import Calendar
from phases.forecast.series import Interval, Point, intervals

SHORTEST, LONGEST = 7, 90  # days of a half-life
MOST = 4  # times slower or faster than on average


def average_days(points: Sequence[Point], calendar: Calendar) -> float | None:
    """At the average pace since the first measurement; None if nothing was gained."""
    first, last = points[0], points[-1]
    gain = last.done - first.done
    worked = calendar.days(first.day, last.day)
    return last.remaining * worked / gain if gain > 0 else None


def days_ahead(points: Sequence[Point], calendar: Calendar) -> float | None:
    """At the recent pace, which looks back about as far as it has to look ahead.

    Nobody knows whether a source goes on growing: halfway between yes and no.
    """
    average = average_days(points, calendar)
    if average is None:
        return None
    half_life = min(max(average / 2, SHORTEST), LONGEST)
    pace = ewma(intervals(points, calendar), half_life)
    paces = (pace, pace - growth(points, calendar))
    return joined([_within(points[-1].remaining, one, average) for one in paces])


def growth(points: Sequence[Point], calendar: Calendar) -> float:
    """By how much the source grows a day, in most intervals: not what came once."""
    rates = [
        (b.total - a.total) / calendar.days(a.day, b.day) for a, b in pairwise(points)
    ]
    return max(0.0, median_low(rates))


def _within(remaining: int, pace: float, average: float) -> float:
    days = remaining / pace if pace > 0 else inf
    return min(max(days, average / MOST), average * MOST)


def ewma(steps: Sequence[Interval], half_life: float) -> float:
    """The mean of the rates, each day weighing half of one that much later."""
    weighted = weights = 0.0
    age = sum(step.days for step in steps)
    for step in steps:
        older, age = age, age - step.days
        weight = 0.5 ** (age / half_life) - 0.5 ** (older / half_life)
        weighted += weight * step.rate
        weights += weight
    return weighted / weights


def joined(days: Sequence[float]) -> float:
    """The geometric mean: objects and bytes finish together."""
    return prod(days) ** (1 / len(days))
