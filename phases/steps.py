"""Measurements one after the other, each with what changed since the one before."""

from dataclasses import dataclass
from itertools import zip_longest

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from phases.models import MigrationData, Phase
from phases.services.series import progress_of
from tracker.progress import Progress

LATEST = 8
ON_A_PAGE = 50


@dataclass(frozen=True)
class Step:
    row: MigrationData
    before: MigrationData | None
    objects: Progress
    bytes: Progress

    @property
    def more_objects(self) -> int | None:
        """On the target."""
        if self.before is None:
            return None
        return self.row.target_objects - self.before.target_objects

    @property
    def more_bytes(self) -> int | None:
        if self.before is None:
            return None
        return self.row.target_size - self.before.target_size


def latest_steps(phase: Phase) -> list[Step]:
    """Of a phase with its standing."""
    return _steps(phase, 0, LATEST)


def page_of_steps(phase: Phase, number: str) -> tuple[Page[MigrationData], list[Step]]:
    """Of all measurements; a number that is none gives the first page."""
    page = Paginator(newest_first(phase), ON_A_PAGE).get_page(number)
    return page, _steps(phase, (page.number - 1) * ON_A_PAGE, ON_A_PAGE)


def newest_first(phase: Phase) -> QuerySet[MigrationData]:
    rows = phase.measurements.select_related("recorded_by")
    return rows.order_by("-timestamp", "type")


def _steps(phase: Phase, start: int, most: int) -> list[Step]:
    """One row more is read: there is one before the last that is shown, too."""
    standing = phase.standing  # type: ignore[attr-defined]
    if standing is None:
        return []
    rows = list(newest_first(phase)[start : start + most + 1])
    return [
        Step(row, before, *progress_of(row, standing.baseline))
        for row, before in zip_longest(rows[:most], rows[1:])
    ]
