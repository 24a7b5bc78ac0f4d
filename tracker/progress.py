"""How far a phase is. Pure: figures in, figures out; nothing capped or clamped."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Self


@dataclass(frozen=True)
class Progress:
    """Progress in one unit (objects or bytes)."""

    total: int
    done: int
    remaining: int
    estimated: bool  # the remaining was not counted but follows from the sources

    @classmethod
    def of(cls, done: int, remaining: int, *, estimated: bool = False) -> Self:
        return cls(done + remaining, done, remaining, estimated)

    @property
    def fraction(self) -> Fraction | None:
        """Unknown when there is nothing to move: neither 0% nor 100%.

        Exact: as a float, one byte less than 20 PB of 20 PB is all of them.
        """
        return Fraction(self.done, self.total) if self.total else None

    @property
    def percent(self) -> float | None:
        return None if self.fraction is None else float(self.fraction * 100)


@dataclass(frozen=True)
class Elsewhere:
    """What is on neither the source nor the target, so outside the progress."""

    objects: int
    bytes: int

    @classmethod
    def of(cls, objects: int | None, in_bytes: int | None) -> Self | None:
        """None where that is unknown, or nothing."""
        return cls(objects or 0, in_bytes or 0) if objects or in_bytes else None


def progress(
    *, source: int, target: int, remaining: int | None, baseline_source: int
) -> Progress:
    """Of one measurement; without a counted remaining, from the larger source."""
    if remaining is not None:
        return Progress.of(target, remaining)
    total = max(baseline_source, source)
    return Progress.of(target, total - target, estimated=True)
