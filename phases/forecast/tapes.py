"""Whether the scratch tapes last, and when they run out if not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil

from phases.forecast.calendar import EVERY_DAY, Calendar


@dataclass(frozen=True)
class TapeCount:
    """Bytes on the target and scratch tapes left, as counted on a day."""

    day: date
    done: int
    scratch: int


@dataclass(frozen=True)
class TapeOutlook:
    left: int
    bytes_per_tape: float | None = None
    from_history: bool = False  # else from what the tapes in the inventory hold
    needed: int | None = None
    runs_out: date | None = None  # None: they last, or there is no rate

    @property
    def short(self) -> int:
        """How many tapes are missing; 0 when there are enough or it is not known."""
        return max(0, (self.needed or 0) - self.left)


def bytes_per_tape(counts: Sequence[TapeCount]) -> float | None:
    """What was written for each tape that was taken.

    Where their number rose, tapes were added: how many were taken is not known.
    """
    steps = [(a, b) for a, b in pairwise(counts) if b.scratch <= a.scratch]
    written = sum(b.done - a.done for a, b in steps)
    taken = sum(a.scratch - b.scratch for a, b in steps)
    return written / taken if taken and written > 0 else None


def tape_outlook(
    counts: Iterable[TapeCount],
    *,
    remaining: int,
    rate: float | None,
    inventory: float | None = None,
    calendar: Calendar = EVERY_DAY,
) -> TapeOutlook | None:
    """Of counts in order of days; `inventory` is what a tape there holds on average."""
    counted = list(counts)
    if not counted:
        return None
    last = counted[-1]
    measured = bytes_per_tape(counted)
    per_tape = measured or inventory
    if not per_tape:
        return TapeOutlook(last.scratch)
    outlook = TapeOutlook(
        left=last.scratch,
        bytes_per_tape=per_tape,
        from_history=measured is not None,
        needed=ceil(max(remaining, 0) / per_tape),
    )
    if not outlook.short or not rate or rate <= 0:
        return outlook
    days = last.scratch * per_tape / rate
    runs_out = calendar.day(last.day, days)
    return TapeOutlook(**{**vars(outlook), "runs_out": runs_out})
