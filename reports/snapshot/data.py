"""The content of a report: figures as they were at one moment. Pure data.

None means unknown, here and in every format.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from phases.course import ProgressDay, Reach
from tracker.progress import Elsewhere, Progress
from tracker.version import version

SCHEMA = "migration-tracker/report/1"


def product() -> str:
    return f"Migration Tracker {version()}"


@dataclass(frozen=True)
class Named:
    id: str
    name: str


@dataclass(frozen=True)
class PeriodChoice:
    kind: str  # last, whole, range
    begin: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Contents:
    charts: bool = True
    forecast: bool = True
    raw: bool = True


@dataclass(frozen=True)
class Both:
    """Objects and bytes, which differ by far."""

    objects: Progress
    bytes: Progress
    elsewhere: Elsewhere | None = None


@dataclass(frozen=True)
class Moved:
    """What changed in the period."""

    first: date
    last: date
    days: int  # without pauses
    objects: int
    bytes: int
    source_objects: int
    source_bytes: int
    scratch_tapes: int | None  # how many fewer
    objects_a_day: float | None
    bytes_a_day: float | None


@dataclass(frozen=True)
class Expected:
    """A state, or days between which the end is expected."""

    state: str
    label: str
    sentence: str
    since: date | None = None
    early: date | None = None
    likely: date | None = None
    commit_to: date | None = None
    late: date | None = None
    objects_a_day: float | None = None  # lately
    bytes_a_day: float | None = None


@dataclass(frozen=True)
class Needed:
    """The rate that the target date needs."""

    objects_a_day: float | None
    bytes_a_day: float | None


@dataclass(frozen=True)
class Tapes:
    scratch: int
    needed: int | None
    bytes_per_tape: float | None
    run_out: date | None


@dataclass(frozen=True)
class Remark:
    """Something to look at, and why."""

    label: str
    why: str


@dataclass(frozen=True, slots=True)  # there are many
class Measurement:
    customer: str
    project: str
    phase: str
    timestamp: date
    type: str
    source_objects: int
    source_size: int
    target_objects: int
    target_size: int
    remaining_objects: int | None
    remaining_size: int | None
    target_scratch_tapes: int | None
    note: str


@dataclass(frozen=True)
class PhasePart:
    id: str
    name: str
    type: str
    status: str
    status_reason: str
    source: str
    target: str
    target_tape_partition: str
    buckets: tuple[str, ...]
    target_date: date | None
    expected_date: date | None
    expected_reason: str
    progress: Both | None = None  # None before the first measurement
    first_gather: date | None = None
    last_gather: date | None = None
    baseline: date | None = None
    change: Moved | None = None
    forecast: Expected | None = None
    needed: Needed | None = None
    tapes: Tapes | None = None
    remarks: tuple[Remark, ...] = ()
    gathers: tuple[ProgressDay, ...] = ()
    objects_reach: Reach | None = None
    bytes_reach: Reach | None = None
    measurements: tuple[Measurement, ...] = ()


@dataclass(frozen=True)
class Totals:
    """Of several phases together."""

    phases: int
    measured: int  # with at least one measurement
    progress: Both | None
    oldest_gather: date | None  # the earliest of their last measurements
    latest_gather: date | None
    compared: int  # phases with two measurements in the period
    objects_moved: int | None
    bytes_moved: int | None
    objects_a_day: float | None  # lately, of those that move
    bytes_a_day: float | None


@dataclass(frozen=True)
class ProjectPart:
    id: str
    name: str
    type: str
    target_date: date | None
    totals: Totals
    forecast: Expected | None
    phases: tuple[PhasePart, ...]
    course: tuple[ProgressDay, ...] = ()  # of all phases together, for charts


@dataclass(frozen=True)
class Snapshot:
    scope: str  # phase, project, customer
    customer: Named
    project: Named | None
    phase: Named | None
    window: PeriodChoice
    contents: Contents
    cut_off: datetime  # nothing recorded later is included
    author: str
    totals: Totals
    projects: tuple[ProjectPart, ...]
    schema: str = SCHEMA
    made_with: str = field(default_factory=product)

    @property
    def title(self) -> str:
        return (self.phase or self.project or self.customer).name

    @property
    def phases(self) -> list[PhasePart]:
        return [phase for project in self.projects for phase in project.phases]

    @property
    def measurements(self) -> list[Measurement]:
        return [row for phase in self.phases for row in phase.measurements]
