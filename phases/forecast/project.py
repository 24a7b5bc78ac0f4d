"""When a project ends: with the latest of its phases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from phases.forecast.calendar import FAR_DAYS, as_day
from phases.forecast.unit import P10, P50, P80, P90, Outlook

DRAWS = 2_000


@dataclass(frozen=True)
class Range:
    """None stands for a day too far to name."""

    p10: date | None
    p50: date | None
    p80: date | None
    p90: date | None


def latest_of(
    outlooks: Sequence[Outlook], fixed: Iterable[date] = (), *, seed: str
) -> Range | None:
    """The latest in each of 2,000 draws; the same seed always draws the same.

    `fixed` are the ends that are known, or set manually.
    """
    days = list(fixed)
    if not outlooks and not days:
        return None
    ends = [float(max((day.toordinal() for day in days), default=0))] * DRAWS
    draw = Random(seed)  # noqa: S311 - chance, not secrecy
    for outlook in outlooks:
        ends = [max(*pair) for pair in zip(ends, _drawn(outlook, draw), strict=True)]
    ends.sort()
    far = max([o.since for o in outlooks] + days).toordinal() + FAR_DAYS
    return Range(*(_at(ends, chance, far) for chance in (P10, P50, P80, P90)))


def _drawn(outlook: Outlook, draw: Random) -> list[float]:
    spans = [outlook.days_after(draw.gauss(0, 1)) for _ in range(DRAWS)]
    if outlook.calendar.pauses:
        return [outlook.calendar.after(outlook.since, span) for span in spans]
    begin = outlook.since.toordinal()
    return [begin + span for span in spans]


def _at(ends: Sequence[float], chance: float, far: int) -> date | None:
    moment = ends[round(chance * DRAWS) - 1]
    return as_day(moment) if moment <= far else None
