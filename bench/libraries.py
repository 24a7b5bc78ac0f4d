"""Invented tape libraries: what moves their data, and what keeps it waiting."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from math import exp
from random import Random

from bench.series import DAY, GAPS, LONGEST, Series, point, weather
from phases.forecast import Pause

SEGMENTS = 8  # of a migration, each with objects of another size
KINDS: dict[str, set[str]] = {
    "fixed drives": set(),
    "size mix": {"mix"},
    "suspect tapes": {"tail"},
    "intake": {"intake"},
    "pauses": {"pauses"},
    "drives added": {"added"},
    "campaigns": {"campaigns"},
    "all of it": {"mix", "tail", "intake", "pauses", "added", "campaigns"},
}


def generated(count: int, seed: int) -> Iterator[Series]:
    for kind, features in KINDS.items():
        for number in range(count):
            chance = Random(f"{seed} {kind} {number}")
            some = {one for one in sorted(features) if chance.random() < 0.5}
            library = Library(chance, some if len(features) > 1 else features)
            if series := library.migrate(kind):
                yield series


@dataclass
class Library:
    chance: Random
    features: set[str]
    takes: float = 0  # days, with all drives and without overhead
    drives: list[bool] = field(default_factory=list)  # those that work
    up: bool = True  # else nothing moves, whatever the drives do
    weekend: float = 1  # pace
    density: list[float] = field(default_factory=list)  # objects per byte
    overhead: float = 0  # of objects, as a share of the time
    tail: tuple[float, float] = (1, 1)  # from which share on, at which pace
    intake: float = 0  # a day, as a share of the whole
    pauses: list[tuple[int, int]] = field(default_factory=list)
    announced: bool = False
    changes: dict[int, int] = field(default_factory=dict)  # day → number of drives
    campaign: tuple[int, int] = (1, 0)  # days on, days off

    def __post_init__(self) -> None:
        chance, has = self.chance, self.features.__contains__
        self.takes = chance.uniform(50, 350)
        self.drives = [True] * chance.randint(2, 10)
        self.weekend = chance.choice((0.0, 0.3, 1.0))
        spread = 0.9 if has("mix") else 0.15
        raw = [exp(chance.gauss(0, spread)) for _ in range(SEGMENTS)]
        self.density = [SEGMENTS * one / sum(raw) for one in raw]
        self.overhead = chance.uniform(0, 0.7)
        if has("tail"):
            self.tail = 1 - chance.uniform(0.04, 0.2), chance.uniform(0.1, 0.4)
        if has("intake"):
            self.intake = chance.uniform(0.1, 0.6) / 365
        if has("pauses"):
            self.announced = chance.random() < 0.5
            self.pauses = [self._pause() for _ in range(chance.randint(1, 3))]
        if has("added"):
            for _ in range(chance.randint(1, 2)):
                number = round(len(self.drives) * chance.choice((0.5, 1.5, 2, 2.5)))
                self.changes[self._moment()] = max(1, number)
        if has("campaigns"):
            self.campaign = chance.randint(14, 42), chance.randint(14, 56)

    def _moment(self) -> int:
        return round(self.takes * self.chance.uniform(0.1, 1.2))

    def _pause(self) -> tuple[int, int]:
        first = self._moment()
        return first, first + self.chance.randint(14, 56)

    def migrate(self, kind: str) -> Series | None:
        chance, full, done = self.chance, len(self.drives), 0.0
        size, count = 10 ** chance.uniform(12, 15.5), 10 ** chance.uniform(4, 8)
        next_gather = 0
        in_objects, in_bytes = [], []
        for day, good in zip(range(LONGEST), weather(chance), strict=False):
            whole = 1 + self.intake * day
            if day == next_gather:
                in_bytes.append(point(day, done, whole, int(size)))
                in_objects.append(point(day, self._handled(done), whole, int(count)))
                next_gather += chance.choice(GAPS)
                if done >= whole:
                    return Series(kind, in_objects, in_bytes, self._entered())
            moved = self._pace(day, done / whole, full) * good / self.takes
            done = min(done + moved, whole + self.intake)
        return None

    def _handled(self, done: float) -> float:
        """How many objects those bytes are, as a share of the source at first."""
        full, part = divmod(min(done, 1) * SEGMENTS, 1)
        if full >= SEGMENTS:
            return done
        passed = sum(self.density[: int(full)]) + part * self.density[int(full)]
        return passed / SEGMENTS

    def _entered(self) -> tuple[Pause, ...]:
        if not self.announced:
            return ()
        return tuple(
            Pause(DAY + timedelta(days=first + 1), DAY + timedelta(days=last))
            for first, last in self.pauses
        )

    def _pace(self, day: int, share: float, full: int) -> float:
        if day in self.changes:
            self.drives = [True] * self.changes[day]
        self.drives = [self._works(drive) for drive in self.drives]
        self.up = self._works(self.up)
        density = self.density[min(int(share * SEGMENTS), SEGMENTS - 1)]
        pace = sum(self.drives) / full
        on, off = self.campaign
        pace *= self.weekend if day % 7 >= 5 else 1
        pace *= 0.1 if day % (on + off) >= on else 1
        pace *= self.tail[1] if share >= self.tail[0] else 1
        if not self.up or any(a <= day < b for a, b in self.pauses):
            pace = 0
        return pace / (1 - self.overhead * (1 - density))

    def _works(self, up: bool) -> bool:
        """Something fails once in two months, and is mended within days."""
        return self.chance.random() > (1 / 60 if up else 0.8)
