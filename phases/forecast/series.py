"""A phase's measurements in one unit, in the order of their days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

from phases.forecast.calendar import Calendar, days_before


@dataclass(frozen=True)
class Point:
    """What was counted on a day, in objects or in bytes."""

    day: date
    done: int
    remaining: int

    @property
    def total(self) -> int:
        return self.done + self.remaining


@dataclass(frozen=True)
class Interval:
    """What was gained between two measurements, and in how many working days."""

    days: int
    gain: int

    @property
    def rate(self) -> float:
        return self.gain / self.days


def by_day(written: Iterable[Point], calendar: Calendar) -> list[Point]:
    """In order of days; of several on one day, the one written last.

    Of points that only pause days lie between, the later one: no work went by.
    """
    latest = {point.day: point for point in written}
    points: list[Point] = []
    for _, point in sorted(latest.items()):
        if points and not calendar.days(points[-1].day, point.day):
            points.pop()
        points.append(point)
    return points


def intervals(points: Sequence[Point], calendar: Calendar) -> list[Interval]:
    return [
        Interval(calendar.days(a.day, b.day), b.done - a.done)
        for a, b in pairwise(points)
    ]


def flat_since(points: Sequence[Point], calendar: Calendar) -> date | None:
    """Since when nothing was gained, if two measurements or their time show it."""
    level = points[-1].done
    flat = len(points) - 1
    while flat and points[flat - 1].done == level:
        flat -= 1
    repeats = len(points) - 1 - flat
    if repeats >= 2 or (repeats and (flat == 0 or _is_long(points, flat, calendar))):
        return points[flat].day
    return None


def _is_long(points: Sequence[Point], flat: int, calendar: Calendar) -> bool:
    """One flat stretch as long as two usual ones."""
    usual = median(step.days for step in intervals(points[: flat + 1], calendar))
    return calendar.days(points[flat].day, points[-1].day) >= 2 * usual


def complete_since(points: Sequence[Point]) -> date | None:
    """The first measurement from which on nothing remained."""
    day = None
    for point in reversed(points):
        if point.remaining > 0:
            break
        day = point.day
    return day


def done_on(points: Sequence[Point], day: date, calendar: Calendar) -> float:
    """What was done on a day, between two measurements in proportion to the days."""
    for a, b in pairwise(points):
        if a.day <= day <= b.day:
            share = calendar.days(a.day, day) / calendar.days(a.day, b.day)
            return a.done + (b.done - a.done) * share
    return points[0].done if day < points[0].day else points[-1].done


def recent(
    points: Sequence[Point], calendar: Calendar, window: int
) -> tuple[float, int] | None:
    """The rate over the last days, and over how many: fewer when it began later."""
    last = points[-1]
    start = max(points[0].day, days_before(last.day, window))
    days = calendar.days(start, last.day)
    if not days:
        return None
    gain = last.done - done_on(points, start, calendar)
    return gain / days, (last.day - start).days


def thinned(points: Sequence[Any], most: int) -> Sequence[Any]:
    """Evenly fewer, the first and the last among them."""
    if len(points) <= most:
        return points
    step = (len(points) - 1) / (most - 1)
    return [points[round(n * step)] for n in range(most)]
