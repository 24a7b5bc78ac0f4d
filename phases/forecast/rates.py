"""Three opinions on how fast a phase is, and how much to trust them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import exp, log, sqrt
from statistics import median
from typing import Any

from phases.forecast.calendar import Calendar
from phases.forecast.series import Interval, Point, intervals

HALF_LIFE = 45  # days after which what happened counts half
FEW = 5  # intervals, below which the spread is wider
FLOORS = (0.6, 0.45)
WIDEST = 10.0  # a coefficient of variation without a mean to compare with
PAIRED = 400  # points of which all pairs are looked at; more are thinned out


@dataclass(frozen=True)
class Rates:
    """Units per day, each None where there is nothing to calculate it from."""

    theil_sen: float | None
    ewma: float | None
    average: float | None

    @property
    def together(self) -> float | None:
        """The geometric mean of the positive ones."""
        three = (self.theil_sen, self.ewma, self.average)
        positive = [log(rate) for rate in three if rate is not None and rate > 0]
        return exp(sum(positive) / len(positive)) if positive else None


def rates(points: Sequence[Point], baseline: date, calendar: Calendar) -> Rates:
    return Rates(
        theil_sen=theil_sen(points, calendar),
        ewma=ewma(intervals(points, calendar)),
        average=average(points, baseline, calendar),
    )


def theil_sen(points: Sequence[Point], calendar: Calendar) -> float | None:
    """The median of the slopes between all pairs of points."""
    first = points[0].day
    places = [(calendar.days(first, p.day), p.done) for p in thinned(points, PAIRED)]
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(places, 2)]
    return median(slopes) if slopes else None


def thinned(points: Sequence[Any], most: int) -> Sequence[Any]:
    """Evenly fewer, the first and the last among them."""
    if len(points) <= most:
        return points
    step = (len(points) - 1) / (most - 1)
    return [points[round(n * step)] for n in range(most)]


def ewma(steps: Sequence[Interval]) -> float | None:
    """The mean of the rates, each day weighing half of one 45 days after it."""
    weighted = weights = 0.0
    age = sum(step.days for step in steps)
    for step in steps:
        older, age = age, age - step.days
        weight = 0.5 ** (age / HALF_LIFE) - 0.5 ** (older / HALF_LIFE)
        weighted += weight * step.rate
        weights += weight
    return weighted / weights if weights else None


def average(
    points: Sequence[Point], baseline: date, calendar: Calendar
) -> float | None:
    """Since the baseline, which may be dated later than the first point."""
    last = points[-1]
    start = next((p for p in points if p.day >= baseline), points[0])
    days = calendar.days(start.day, last.day)
    return (last.done - start.done) / days if days else None


def spread(steps: Sequence[Interval]) -> float:
    """Sigma of the logarithm: how unsteady the rate was, and how long it was seen."""
    floor = FLOORS[len(steps) >= FEW]
    total = sum(step.days for step in steps)
    mean = sum(step.gain for step in steps) / total
    variance = sum(step.days * (step.rate - mean) ** 2 for step in steps) / total
    weight = total**2 / sum(step.days**2 for step in steps)  # as many equal ones
    variation = sqrt(variance) / mean if mean > 0 else WIDEST
    return sqrt(floor**2 + log(1 + min(variation, WIDEST) ** 2 / weight))
