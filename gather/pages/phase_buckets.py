"""The progress of a phase's buckets from inventory to inventory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from gather.inventories import kind_of
from gather.measuring.figures import Figures, Measured, Scope, measure
from gather.measuring.names import Unknown
from gather.measuring.reckoning import Question
from gather.measuring.shelf import Reader
from gather.models import Inventory
from gather.pages.display import bucket_page
from phases.models import Phase, PhaseType
from tracker.progress import Progress

DAYS = 12  # the latest inventories, one a day
SHOWN = 20  # buckets, those with most to do first

ByBucket = dict[str, Figures]


@dataclass(frozen=True)
class BucketCourse:
    """A bucket in each inventory that has it, the oldest first."""

    name: str
    days: Sequence[tuple[date, Figures]]
    page: str  # of the bucket in the latest inventory

    @property
    def latest(self) -> Figures:
        return self.days[-1][1]

    @property
    def objects(self) -> Progress:
        now = self.latest
        return Progress.of(now.target_objects, now.remaining_objects)

    @property
    def bytes(self) -> Progress:
        return Progress.of(self.latest.target_size, self.latest.remaining_size)

    @property
    def gained(self) -> int | None:
        """Bytes on the target since the inventory before."""
        if len(self.days) < 2:
            return None
        return self.latest.target_size - self.days[-2][1].target_size

    @property
    def trend(self) -> list[float]:
        return [float(figures.target_size) for _, figures in self.days]


@dataclass(frozen=True)
class Courses:
    courses: list[BucketCourse]
    inventories: list[Inventory]  # the oldest first
    buckets: int  # of the phase in the latest inventory, shown or not

    @property
    def latest(self) -> Inventory:
        return self.inventories[-1]


def bucket_courses(phase: Phase) -> Courses | None:
    """None: the phase has no buckets, or no inventory has them."""
    if phase.type == PhaseType.RIO_CRUISE:
        return None
    usable = Inventory.objects.usable().of(phase.project.customer, kind_of(phase.type))
    days = usable.one_a_day()[-DAYS:]
    if not days:
        return None
    scope = Question.about(phase, days[-1], None).scope
    newest = latest_of(days[-1], scope)
    if newest is None:
        return None
    shown = dict(newest[:SHOWN])
    of_days = [(day, figures_of(day, scope, list(shown))) for day in days[:-1]]
    of_days.append((days[-1], shown))
    courses = [course(name, of_days) for name in shown]
    return Courses(courses, days, len(newest))


def latest_of(inventory: Inventory, scope: Scope) -> list[tuple[str, Figures]] | None:
    """Without buckets that are on neither side."""
    reader = Reader(inventory)
    try:
        measured = measure(reader.stock(scope), scope)
    except Unknown:
        return None
    if measured.rule == "all":
        measured = measure(reader.whole, scope)
    return by_remaining(measured)


def by_remaining(measured: Measured) -> list[tuple[str, Figures]]:
    held = [
        (name, figures)
        for name, figures in measured.per_bucket
        if figures.source_objects or figures.target_objects
    ]
    return sorted(held, key=lambda pair: (-pair[1].remaining_size, pair[0]))


def figures_of(inventory: Inventory, scope: Scope, names: Sequence[str]) -> ByBucket:
    """The buckets that an earlier inventory has, if it has source and target, too."""
    reader = Reader(inventory)
    present = inventory.buckets.filter(name__in=names).values_list("name", flat=True)
    own = replace(scope, buckets=list(present))
    if not own.buckets:
        return {}
    try:
        return dict(measure(reader.stock(own), own).per_bucket)
    except Unknown:
        return {}


def course(name: str, days: Sequence[tuple[Inventory, ByBucket]]) -> BucketCourse:
    rows = [(day.dated, figures[name]) for day, figures in days if name in figures]
    return BucketCourse(name, rows, bucket_page(days[-1][0], name))
