"""How far the buckets of a phase were, inventory by inventory."""

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
    """A bucket in each of the inventories that have it, the oldest first."""

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
    """None: the phase has no buckets, or no inventory tells of them."""
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
    found = [(each, figures_of(each, scope, list(shown))) for each in days[:-1]]
    found.append((days[-1], shown))
    courses = [course(name, found) for name in shown]
    return Courses(courses, days, len(newest))


def latest_of(inventory: Inventory, scope: Scope) -> list[tuple[str, Figures]] | None:
    """What is on neither side is left out."""
    reader = Reader(inventory)
    try:
        found = measure(reader.stock(scope), scope)
    except Unknown:
        return None
    if found.rule == "all":
        found = measure(reader.whole, scope)
    return by_what_remains(found)


def by_what_remains(measured: Measured) -> list[tuple[str, Figures]]:
    there = [
        (name, each)
        for name, each in measured.per_bucket
        if each.source_objects or each.target_objects
    ]
    return sorted(there, key=lambda pair: (-pair[1].remaining_size, pair[0]))


def figures_of(inventory: Inventory, scope: Scope, names: Sequence[str]) -> ByBucket:
    """Those of these buckets that an earlier inventory has, if it has the places."""
    reader = Reader(inventory)
    there = inventory.buckets.filter(name__in=names).values_list("name", flat=True)
    asked = replace(scope, buckets=list(there))
    if not asked.buckets:
        return {}
    try:
        return dict(measure(reader.stock(asked), asked).per_bucket)
    except Unknown:
        return {}


def course(name: str, days: Sequence[tuple[Inventory, ByBucket]]) -> BucketCourse:
    rows = [(day.dated, figures[name]) for day, figures in days if name in figures]
    return BucketCourse(name, rows, bucket_page(days[-1][0], name))
