"""How an invented phase went, and the gathers that showed it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil, exp
from random import Random
from typing import NamedTuple

TB = 10**12
YEAR = 365
GAPS = (7, 7, 7, 7, 7, 6, 8, 7, 14)  # now and then a week is left out


class Turn(NamedTuple):
    """So many days ago, this share of the bytes was on the target."""

    ago: int
    done: float


class Tapes(NamedTuple):
    """Scratch tapes at the beginning, what each takes, and a later delivery."""

    first: int
    terabytes: float
    more: int = 0
    more_ago: int = 0


@dataclass(frozen=True)
class Story:
    terabytes: float
    objects: int
    course: tuple[Turn, ...]
    lag: float = 1.25  # above 1 the small objects come last
    growth: float = 0.0  # of the source, a year
    tapes: Tapes | None = None
    counted: bool = True  # else only source and target were noted

    @property
    def began(self) -> int:
        return self.course[0].ago

    @property
    def last(self) -> int:
        return self.course[-1].ago


@dataclass(frozen=True)
class Gather:
    day: date
    source_objects: int
    source_size: int
    target_objects: int
    target_size: int
    remaining_objects: int | None
    remaining_size: int | None
    target_scratch_tapes: int | None


def gather_days(seed: str, first: int, last: int) -> list[int]:
    """How many days ago a customer's backups came, from the first to the last."""
    chance = Random(f"{seed}:days")
    days = [last]
    while days[-1] < first:
        days.append(days[-1] + chance.choice(GAPS))
    return days[::-1]


def gathers(
    story: Story, days: Sequence[int], *, seed: str, today: date
) -> list[Gather]:
    """On the first and last day of its course, and on those between that there are."""
    between = [ago for ago in days if story.last < ago < story.began]
    agos = sorted({story.began, *between, story.last}, reverse=True)
    shares = dict(weathered(story.course, Random(f"{seed}:weather")))
    return [_gather(story, ago, shares[ago], today) for ago in agos]


def weathered(course: Sequence[Turn], chance: Random) -> Iterator[tuple[int, float]]:
    """The share that is done, day by day: it goes by good weeks and bad ones.

    Nothing moves where the course is level, and it ends exactly where the course does.
    """
    steps = list(_steps(course, chance))
    whole = sum(step for _, step in steps)
    begin, end = course[0].done, course[-1].done
    run = 0.0
    yield course[0].ago, begin
    for ago, step in steps:
        run += step
        yield ago, begin + (end - begin) * (run / whole if whole else 0)


def _steps(course: Sequence[Turn], chance: Random) -> Iterator[tuple[int, float]]:
    level = 0.0
    for here, there in pairwise(course):
        pace = (there.done - here.done) / (here.ago - there.ago)
        for ago in range(here.ago - 1, there.ago - 1, -1):
            level = 0.93 * level + chance.gauss(0, 0.14)
            yield ago, pace * exp(level)


def _gather(story: Story, ago: int, share: float, today: date) -> Gather:
    grown = 1 + story.growth * (story.began - ago) / YEAR
    size = round(story.terabytes * TB * grown)
    objects = round(story.objects * grown)
    done, there = round(size * share), round(objects * share**story.lag)
    return Gather(
        day=today - timedelta(days=ago),
        source_objects=objects,
        source_size=size,
        target_objects=there,
        target_size=done,
        remaining_objects=objects - there if story.counted else None,
        remaining_size=size - done if story.counted else None,
        target_scratch_tapes=_scratch(story.tapes, ago, done),
    )


def _scratch(tapes: Tapes | None, ago: int, done: int) -> int | None:
    if tapes is None:
        return None
    delivered = tapes.first + (tapes.more if ago <= tapes.more_ago else 0)
    return max(0, delivered - ceil(done / TB / tapes.terabytes))
