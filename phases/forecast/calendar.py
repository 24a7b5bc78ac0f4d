"""Days that count. A pause is neither time in which work was slow, nor time for work.

Moments are ordinals of days as real numbers: day d is the stretch from d - 1 to d.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Self

FAR_DAYS = 36_525  # beyond 100 years no date is shown


@dataclass(frozen=True)
class Pause:
    """Both days and all between them."""

    first: date
    last: date


@dataclass(frozen=True)
class Calendar:
    pauses: tuple[tuple[int, int], ...] = ()  # from, to; apart, in order

    @classmethod
    def without(cls, pauses: Iterable[Pause]) -> Self:
        spans = sorted((p.first.toordinal() - 1, p.last.toordinal()) for p in pauses)
        merged: list[tuple[int, int]] = []
        for begin, end in spans:
            if merged and begin <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((begin, end))
        return cls(tuple(merged))

    def days(self, first: date, last: date) -> int:
        """How many days after the first, up to the last, were worked on."""
        begin, end = first.toordinal(), last.toordinal()
        return (
            end
            - begin
            - sum(max(0, min(end, to) - max(begin, since)) for since, to in self.pauses)
        )

    def after(self, day: date, days: float) -> float:
        """The moment at which so many days have been worked on since the day's end."""
        begin = day.toordinal()
        end = begin + days
        for since, to in self.pauses:
            if since >= end:
                break
            end += max(0, to - max(since, begin))
        return end

    def day(self, start: date, days: float) -> date | None:
        """The day on which that is; None when it is too far to name."""
        moment = self.after(start, days)
        return as_day(moment) if days <= FAR_DAYS else None


EVERY_DAY = Calendar()


def as_day(moment: float) -> date | None:
    ordinal = ceil(moment)
    return date.fromordinal(ordinal) if ordinal <= date.max.toordinal() else None


def days_before(day: date, days: int) -> date:
    return day - timedelta(days=min(days, day.toordinal() - 1))
