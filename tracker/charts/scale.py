"""From values to places on the drawing, and where the labels go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor, inf, isfinite, log10
from unicodedata import east_asian_width

MOST_DRAWN = 1000
MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
DAYS = (1, 2, 7, 14)
TICKS = 6
TINY = 1e-300  # below it, a quarter of a value need not be one

Place = tuple[float, float]
WIDE = 1.5  # such a letter is as wide as one and a half others


@dataclass(frozen=True)
class Scale:
    low: float
    high: float
    begin: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        share = (value - self.low) / span if span else 0.5
        # What is no number, or too far away to be told apart, is in the middle.
        return self.begin + (self.end - self.begin) * (
            share if isfinite(share) else 0.5
        )


def percent(share: float) -> str:
    """Of the width or height of a drawing."""
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def shortened(text: str, room: float) -> str:
    """With an ellipsis where there is no room for so many letters of usual width."""
    for end, letter in enumerate(text):
        room -= WIDE if is_wide(letter) else 1
        if room < 0:
            return f"{text[: max(end - 1, 0)]}…"
    return text


def is_wide(letter: str) -> bool:
    return letter.isupper() or letter in "mw@%" or east_asian_width(letter) in "WF"


def upto(highest: float, one: float = 1) -> list[float]:
    """Round values from 0 to just below or above the highest: 3 to 6 of them.

    Round are those that are so in a unit, which has as many as `one`.
    """
    if not TINY < highest < inf:
        return [0.0]
    rough = highest / one / 4
    power = 10.0 ** floor(log10(rough))
    step = next(f * power for f in (1, 2, 2.5, 5, 10) if f * power >= rough)
    return [n * step * one for n in range(int(highest / one / step + 1e-9) + 1)]


def days_between(first: date, last: date) -> list[tuple[date, str]]:
    """At most six days to name, with their names."""
    span = (last - first).days
    for step in DAYS:
        if span <= step * (TICKS - 1):
            days = [first + timedelta(days=n) for n in range(0, span + 1, step)]
            return [(day, f"{day.day} {day:%b}") for day in days]
    for months in MONTHS:
        starts = month_starts(first, last, months)
        if len(starts) <= TICKS:
            return [(day, f"{day:%b} {day.year}") for day in starts]
    return [(first, str(first.year)), (last, str(last.year))]


def month_starts(first: date, last: date, step: int) -> list[date]:
    """Firsts of a month, so many apart that years begin with one where they can."""
    numbers = range(first.year * 12, last.year * 12 + last.month)
    days = [date(n // 12, n % 12 + 1, 1) for n in numbers if n % step == 0]
    return [day for day in days if first <= day <= last]


def thinned(places: Sequence[Place], most: int = MOST_DRAWN) -> list[Place]:
    """No more than so many, those that make the largest triangles with their
    neighbours: the shape stays what it was."""
    if len(places) <= most:
        return list(places)
    kept = [places[0]]
    size = (len(places) - 2) / (most - 2)
    for n in range(most - 2):
        candidates = places[int(n * size) + 1 : int((n + 1) * size) + 1]
        following = places[int((n + 1) * size) + 1 : int((n + 2) * size) + 1]
        ahead = middle(following or places[-1:])
        kept.append(max(candidates, key=lambda place: triangle(kept[-1], place, ahead)))
    return [*kept, places[-1]]


def middle(places: Sequence[Place]) -> Place:
    return (
        sum(x for x, _ in places) / len(places),
        sum(y for _, y in places) / len(places),
    )


def triangle(a: Place, b: Place, c: Place) -> float:
    return abs((a[0] - c[0]) * (b[1] - a[1]) - (a[0] - b[0]) * (c[1] - a[1]))
