"""What pages show of an inventory."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.http import urlencode

from gather.contents.buckets import bucket_trend, buckets_of, with_locations
from gather.contents.choices import place_choice
from gather.measuring.figures import CLEANING, Figures
from gather.measuring.shelf import stock_of
from gather.models import Bucket, BucketRule, Inventory, Location, Rule, Sort, TapeGroup
from gather.services.gathering import Preview
from gather.stock.sanity import RISKY, SANITY, SERIOUS
from restore.models import RestoredDatabase
from tracker.progress import Elsewhere, Progress, progress
from tracker.templatetags.figures import size_text

LARGEST = 10
FIGURES = {"source": "Source", "target": "Target", "remaining": "Remaining"}
SEVERITIES = {"danger": "Serious", "warning": "Warning", "info": "Note", "ok": "OK"}
SUMMED = ("tapes", "usable", "full", "total_raw_capacity", "available_raw_capacity")


@dataclass(frozen=True)
class FreeTapes:
    partition: str
    tapes: int
    usable: int


@dataclass(frozen=True)
class TapeSummary:
    """All tapes of an inventory, with their sums, and the scratch tapes."""

    groups: list[TapeGroup]
    scratch: list[FreeTapes]
    tapes: int
    usable: int
    full: int
    total_raw_capacity: int
    available_raw_capacity: int


def tapes_of(inventory: Inventory) -> TapeSummary:
    groups = list(inventory.tape_groups.select_related("location"))
    for group in groups:
        if group.type in CLEANING:  # inventories of 0.1.0 counted some as usable
            group.usable = 0
    sums = {name: sum(getattr(group, name) for group in groups) for name in SUMMED}
    return TapeSummary(groups=groups, scratch=free_tapes(groups), **sums)


def free_tapes(groups: Iterable[TapeGroup]) -> list[FreeTapes]:
    free: dict[str, list[TapeGroup]] = defaultdict(list)
    for group in groups:
        if not group.assigned and group.type not in CLEANING:
            free[group.partition or ""].append(group)
    return [
        FreeTapes(name, sum(g.tapes for g in rows), sum(g.usable for g in rows))
        for name, rows in sorted(free.items())
    ]


def bucket_page(inventory: Inventory, name: str) -> str:
    """By name, as a bucket has another number in another inventory."""
    url = reverse("gather:bucket", args=[inventory.pk])
    return f"{url}?{urlencode({'name': name})}"


def with_places(inventory: Inventory, buckets: Iterable[Bucket]) -> list[Bucket]:
    """The buckets, each with its page and with what each location holds of it."""
    rows = list(buckets)
    for bucket, contents in zip(rows, with_locations(rows), strict=True):
        bucket.page = bucket_page(inventory, bucket.name)  # type: ignore[attr-defined]
        bucket.contents = contents  # type: ignore[attr-defined]
        bucket.domains = [  # type: ignore[attr-defined]
            part for part in contents.locations if part.location.sort == Sort.DOMAIN
        ]
    return rows


def database_of(inventory: Inventory) -> RestoredDatabase | None:
    """The database that was counted, unless it has been deleted."""
    present = RestoredDatabase.objects.present()
    return present.filter(restore=inventory.restore_id).first()


@dataclass(frozen=True)
class DataCheck:
    """A count of oddities, and how bad it is that there are any."""

    label: str
    number: int
    is_size: bool
    tone: str

    @property
    def severity(self) -> str:
        return SEVERITIES[self.tone]


def data_checks(inventory: Inventory) -> list[DataCheck]:
    """The most serious first."""
    checks = [
        DataCheck(
            label,
            number,
            is_size=name.endswith("_size"),
            tone=tone_of(name) if number else "ok",
        )
        for name, label in SANITY.items()
        for number in [inventory.sanity.get(name)]
        if number is not None
    ]
    return sorted(checks, key=lambda check: [*SEVERITIES].index(check.tone))


def tone_of(check: str) -> str:
    """Of data that no copy is left of; of data that is at risk; of all else."""
    if check in SERIOUS:
        return "danger"
    return "warning" if check in RISKY else "info"


def blackpearl_parts(inventory: Inventory) -> dict[str, Any]:
    """What the page lists only for a BlackPearl."""
    rules = Prefetch("rules", Rule.objects.select_related("domain").order_by("pk"))
    buckets = buckets_of(inventory)
    return {
        "tapes": tapes_of(inventory),
        "bucket_count": buckets.count(),
        "buckets": with_places(inventory, buckets.order_by("-size", "name")[:LARGEST]),
        "pools": inventory.pools.select_related("location"),
        "members": inventory.members.select_related("location"),
        "partitions": inventory.partitions.all(),
        "policies": inventory.policies.prefetch_related(rules),
    }


@dataclass(frozen=True)
class FigureRow:
    """A figure now and before. None: unknown."""

    label: str
    objects: int | None
    objects_before: int | None
    size: int | None = None
    size_before: int | None = None
    has_size: bool = True
    note: str = ""

    @property
    def objects_change(self) -> int | None:
        return difference(self.objects, self.objects_before)

    @property
    def size_change(self) -> int | None:
        return difference(self.size, self.size_before)


def difference(now: int | None, before: int | None) -> int | None:
    return None if now is None or before is None else now - before


def figure_rows(preview: Preview) -> list[FigureRow]:
    now, before = preview.figures, preview.previous
    rows = [
        FigureRow(
            label,
            getattr(now, f"{name}_objects"),
            getattr(before, f"{name}_objects", None),
            getattr(now, f"{name}_size"),
            getattr(before, f"{name}_size", None),
        )
        for name, label in FIGURES.items()
    ]
    scratch = preview.scratch
    usable = "" if scratch.usable is None else f"{scratch.usable:,} usable"
    tapes = getattr(before, "target_scratch_tapes", None)
    return [
        *rows,
        FigureRow("Scratch tapes", scratch.tapes, tapes, has_size=False, note=usable),
    ]


def target_only(figures: Figures) -> str:
    """Why source minus target is not what remains, where that is so."""
    objects, size = (
        getattr(figures, f"target_{unit}")
        + getattr(figures, f"remaining_{unit}")
        - getattr(figures, f"source_{unit}")
        for unit in ("objects", "size")
    )
    if not objects and not size:
        return ""
    return (
        f"The target has {objects:,} objects and {size_text(size)} that are not on the "
        "source, so source minus target is less than the remaining amount."
    )


def buckets_sentence(preview: Preview) -> str:
    """Which buckets were counted. Where all were, the remarks say why."""
    names = preview.buckets
    if preview.rule == BucketRule.NAMED:
        return f"Only the bucket {names[0]}, which has the phase's name."
    if preview.rule != BucketRule.CHOSEN:
        return ""
    if len(names) == 1:
        return f"Only the selected bucket, {names[0]}."
    return f"Only the {len(names):,} selected buckets."


@dataclass(frozen=True)
class BothProgresses:
    """Progress in objects and in bytes, for the bars."""

    objects: Progress
    bytes: Progress
    elsewhere: Elsewhere | None


def progress_of(figures: Figures) -> BothProgresses:
    objects, in_bytes = (
        progress(
            source=getattr(figures, f"source_{unit}"),
            target=getattr(figures, f"target_{unit}"),
            remaining=getattr(figures, f"remaining_{unit}"),
            baseline_source=0,
        )
        for unit in ("objects", "size")
    )
    elsewhere = Elsewhere.of(figures.elsewhere_objects, figures.elsewhere_size)
    return BothProgresses(objects, in_bytes, elsewhere)


@dataclass(frozen=True)
class Holding:
    """What a location holds."""

    location: Location
    present: int
    complete: int
    size: int


def holdings_of(inventory: Inventory) -> list[Holding]:
    stock = stock_of(inventory)
    complete = {
        place.number: sum(
            g.objects for g in stock.all_objects if g.complete & place.bit
        )
        for place in stock.places
    }
    choices = [place_choice(stock, place) for place in stock.places]
    locations = inventory.locations.order_by("number")
    return [
        Holding(location, choice.objects, complete[location.number], choice.size)
        for location, choice in zip(locations, choices, strict=True)
    ]


@dataclass(frozen=True)
class TrendDay:
    """A bucket in one of several inventories, with the change since the one before."""

    inventory: Inventory
    bucket: Bucket | None
    page: str
    objects: int | None = None
    size: int | None = None


def trend_of(inventory: Inventory, name: str) -> list[TrendDay]:
    """A bucket day by day, the latest first."""
    days: list[TrendDay] = []
    before: Bucket | None = None
    for row, bucket in bucket_trend(
        customer=inventory.customer, kind=inventory.kind, bucket=name
    ):
        grown = {
            "objects": difference(
                getattr(bucket, "objects_count", None),
                getattr(before, "objects_count", None),
            ),
            "size": difference(
                getattr(bucket, "size", None), getattr(before, "size", None)
            ),
        }
        days.append(TrendDay(row, bucket, bucket_page(row, name), **grown))
        before = bucket
    return days[::-1]
