"""A phase's measurements as the forecast needs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from phases.forecast import Point, TapeCount
from phases.forecast.series import thinned
from phases.models import MeasurementType, MigrationData
from tracker.progress import Progress, progress

TREND = 24


def progress_of(
    row: MigrationData, baseline: MigrationData
) -> tuple[Progress, Progress]:
    """In objects and in bytes."""
    return (
        progress(
            source=row.source_objects,
            target=row.target_objects,
            remaining=row.remaining_objects,
            baseline_source=baseline.source_objects,
        ),
        progress(
            source=row.source_size,
            target=row.target_size,
            remaining=row.remaining_size,
            baseline_source=baseline.source_size,
        ),
    )


@dataclass
class Measured:
    """Of rows in the order in which they were written."""

    rows: Sequence[MigrationData]

    @cached_property
    def days(self) -> list[date]:
        """Those with a measurement, in order."""
        return sorted({row.timestamp for row in self.rows})

    @cached_property
    def latest(self) -> MigrationData:
        """Of the last day; of several there, the one written last."""
        _, row = max(
            enumerate(self.rows), key=lambda pair: (pair[1].timestamp, pair[0])
        )
        return row

    @cached_property
    def baseline(self) -> MigrationData:
        """The reference if there is one, else the earliest; it may be dated later."""
        return min(
            self.rows,
            key=lambda row: (row.type != MeasurementType.REFERENCE, row.timestamp),
        )

    @cached_property
    def objects(self) -> list[Point]:
        return [self._point(row, self.progress_of(row)[0]) for row in self.rows]

    @cached_property
    def bytes(self) -> list[Point]:
        return [self._point(row, self.progress_of(row)[1]) for row in self.rows]

    @staticmethod
    def _point(row: MigrationData, amount: Progress) -> Point:
        return Point(row.timestamp, amount.done, amount.remaining)

    def progress_of(self, row: MigrationData) -> tuple[Progress, Progress]:
        """In objects and in bytes."""
        return progress_of(row, self.baseline)

    @property
    def source_moved(self) -> float | None:
        """In percent of the baseline's source, in the unit that moved more."""
        pairs = (
            (self.baseline.source_objects, self.latest.source_objects),
            (self.baseline.source_size, self.latest.source_size),
        )
        moved = [(now - then) / then * 100 for then, now in pairs if then]
        return max(moved, key=abs) if moved else None

    @cached_property
    def tapes(self) -> list[TapeCount]:
        """Day by day, where they were counted."""
        by_day = {
            row.timestamp: TapeCount(
                row.timestamp, row.target_size, row.target_scratch_tapes
            )
            for row in self.rows
            if row.target_scratch_tapes is not None
        }
        return [count for _, count in sorted(by_day.items())]

    @property
    def trend(self) -> list[float]:
        """What was done, day by day: few enough days for a sparkline."""
        by_day = sorted({row.timestamp: row for row in self.rows}.items())
        sizes = any(row.target_size for row in self.rows)
        field = "target_size" if sizes else "target_objects"
        done = [float(getattr(row, field)) for _, row in by_day]
        return list(thinned(done, TREND))
