"""Phases in each state, as of today."""

from datetime import date, timedelta

from django.utils import timezone

from phases.models import MigrationData, Phase
from phases.services.forecasts import forecast_once
from phases.services.measurements import add_measurements
from phases.services.phases import create_phase
from projects.models import Project

TB = 10**12
# Of each state: what was done, in TB of 100, and how many days ago the last gather was.
SERIES: dict[str, tuple[tuple[int, ...], int]] = {
    "healthy": ((0, 8, 21, 30, 44, 52, 63), 3),
    "stalled": ((0, 12, 30, 30, 30), 3),
    "overdue": ((0, 30, 60, 90), 20),
    "finished": ((0, 40, 85, 100), 3),
    "empty": ((0, 0), 3),
    "fallen": ((0, 40, 35), 3),
    "stale": ((0, 10, 20, 30), 60),
    "over": ((0, 40, 104), 3),
}


def measure(
    phase: Phase, done: tuple[int, ...], *, ago: int = 3, total: int = 100, **more
) -> None:
    """A gather a week, the last one so many days ago."""
    last = timezone.localdate() - timedelta(days=ago)
    add_measurements(
        [
            measured(phase, last - timedelta(weeks=n), each, total, **more)
            for n, each in enumerate(reversed(done))
        ]
    )


def gather(phase: Phase, day: date, done: int, total: int, **more) -> None:
    add_measurements([measured(phase, day, done, total, **more)])


def measured(phase: Phase, day: date, done: int, total: int, **more) -> MigrationData:
    return MigrationData(
        phase=phase,
        timestamp=day,
        source_objects=total * 1000,
        source_size=total * TB,
        target_objects=done * 1010,
        target_size=done * TB,
        remaining_objects=(total - done) * 1010 if total >= done else None,
        remaining_size=(total - done) * TB if total >= done else None,
        **more,
    )


def phase_in(state: str, project: Project, **more) -> Phase:
    done, ago = SERIES[state]
    with forecast_once():
        phase = create_phase(
            project=project,
            name=state.capitalize(),
            source="First copy",
            target="Second copy",
            **more,
        )
        measure(phase, done, ago=ago, total=0 if state == "empty" else 100)
    return phase


def one_of_each(project: Project) -> dict[str, Phase]:
    with forecast_once():
        return {state: phase_in(state, project) for state in SERIES}
