"""Invented phases that did end, gathered as irregularly as real ones are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from random import Random

from phases.forecast import Pause, Point

DAY = date(2024, 1, 8)
LONGEST = 1500  # days; what takes longer is given up
GAPS = (7, 7, 7, 14, 14, 14, 14, 21, 28, 60)


@dataclass(frozen=True)
class Series:
    """Up to the first measurement with nothing left."""

    kind: str
    objects: list[Point]
    bytes: list[Point]
    pauses: tuple[Pause, ...] = ()  # those that people entered


Rate = Callable[[int, float, bool], float]  # day, share done, slower? → pace
Source = Callable[[int], float]  # day → how large the source is, 1 at first


def steady(day: int, done: float, slower: bool) -> float:
    return 1.0


def stalling(day: int, done: float, slower: bool) -> float:
    """Half a month of nothing in every two and a half."""
    return 0.0 if (day // 15) % 5 == 3 else 1.0


def changing(day: int, done: float, slower: bool) -> float:
    """From a third on, half as fast or twice as fast for good."""
    return 1.0 if done < 0.35 else (0.5 if slower else 2.0)


def tailing(day: int, done: float, slower: bool) -> float:
    """The last fifth is small objects and odd tapes."""
    return 1.0 if done < 0.8 else 0.3


def starting(day: int, done: float, slower: bool) -> float:
    """It takes two months to get going."""
    return min(1.0, 0.1 + day / 60)


def growing(day: int) -> float:
    return 1 + 0.15 * min(day, 365) / 365


def still(day: int) -> float:
    return 1.0


KINDS: dict[str, tuple[Rate, Source]] = {
    "steady": (steady, still),
    "stalls": (stalling, still),
    "regime change": (changing, still),
    "slow tail": (tailing, still),
    "slow start": (starting, still),
    "growing source": (steady, growing),
}


def generated(count: int, seed: int) -> Iterator[Series]:
    for kind, (rate, source) in KINDS.items():
        for number in range(count):
            chance = Random(f"{seed} {kind} {number}")
            if series := one(kind, rate, source, chance):
                yield series


def weather(chance: Random) -> Iterator[float]:
    """How good a day is: good and bad ones come in weeks, not singly."""
    level = chance.gauss(0, 0.5)
    while True:
        level = 0.95 * level + chance.gauss(0, 0.16)
        yield exp(level)


def one(kind: str, rate: Rate, source: Source, chance: Random) -> Series | None:
    size = int(10 ** chance.uniform(12, 15.5))
    takes = chance.uniform(60, 500)  # days, at a pace of 1
    slower = chance.random() < 0.5
    done, next_gather = 0.0, 0
    points: list[Point] = []
    for day, good in zip(range(LONGEST), weather(chance), strict=False):
        whole = source(day)
        if day == next_gather:
            points.append(point(day, done, whole, size))
            next_gather += chance.choice(GAPS)
            if done >= whole:
                return Series(kind, points, points)
        pace = rate(day, done / whole, slower) * good / takes
        done = min(source(day + 1), done + pace)
    return None


def point(day: int, done: float, whole: float, size: int) -> Point:
    target = int(done * size)
    return Point(DAY + timedelta(days=day), target, int(whole * size) - target)
