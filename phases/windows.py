"""What changed between two measurements of a phase."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from phases.forecast import Calendar
from phases.models import MigrationData


class Window(StrEnum):
    LAST = "last"
    WHOLE = "whole"
    RANGE = "range"

    @classmethod
    def of(cls, text: str) -> Self:
        return cls(text) if text in list(cls) else cls.LAST  # type: ignore[return-value]


@dataclass(frozen=True)
class Change:
    """From one measurement to another, and how much of it each working day did."""

    first: MigrationData
    last: MigrationData
    days: int

    @property
    def objects(self) -> int:
        return self.last.target_objects - self.first.target_objects

    @property
    def bytes(self) -> int:
        return self.last.target_size - self.first.target_size

    @property
    def source_objects(self) -> int:
        return self.last.source_objects - self.first.source_objects

    @property
    def source_bytes(self) -> int:
        return self.last.source_size - self.first.source_size

    @property
    def tapes(self) -> int | None:
        """How many scratch tapes fewer there are."""
        counts = (self.first.target_scratch_tapes, self.last.target_scratch_tapes)
        return None if None in counts else counts[0] - counts[1]  # type: ignore[operator]

    @property
    def objects_a_day(self) -> float | None:
        return self.objects / self.days if self.days else None

    @property
    def bytes_a_day(self) -> float | None:
        return self.bytes / self.days if self.days else None


def one_per_day(rows: Sequence[MigrationData]) -> list[MigrationData]:
    """Of rows in the order they were written, the last of each day, by day."""
    latest = {row.timestamp: row for row in rows}
    return [row for _, row in sorted(latest.items())]


def change(
    days: Sequence[MigrationData],
    window: Window,
    calendar: Calendar,
    *,
    begin: date | None = None,
    end: date | None = None,
) -> Change | None:
    """None where there are not two measurements to compare.

    A range counts from the last measurement up to its first day, else from the first
    within, to the last measurement up to its last day.
    """
    if window == Window.RANGE:
        days = _within(days, begin, end)
    elif window == Window.LAST:
        days = days[-2:]
    if len(days) < 2:
        return None
    first, last = days[0], days[-1]
    return Change(first, last, calendar.days(first.timestamp, last.timestamp))


def _within(
    days: Sequence[MigrationData], begin: date | None, end: date | None
) -> Sequence[MigrationData]:
    until = [row for row in days if end is None or row.timestamp <= end]
    before = [row for row in until if begin and row.timestamp <= begin]
    return until[max(len(before) - 1, 0) :]
