"""From what an inventory counted to the figures of a phase. Pure: only numbers.

Sets of locations are masks: the bit of a location is 1 << its number.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Literal

from gather.measuring.names import Unfit, find_name

IOM_BUCKET, IOM_EXCLUSION, RIO_CRUISE = "IOM_BUCKET", "IOM_EXCLUSION", "RIO_CRUISE"
CLEANING = frozenset({"LTO_CLEANING_TAPE", "TS_CLEANING_TAPE"})
NEVER_WRITTEN = "NEVER_SELECT"  # a member's write preference
Rule = Literal["chosen", "named", "all", "broker"]


@dataclass(frozen=True)
class Place:
    """A location: a storage domain, a medium within one, or a broker."""

    number: int
    sort: str  # domain, tape, pool, broker
    name: str
    domain: int | None = None
    medium: str = ""

    @property
    def bit(self) -> int:
        return 1 << self.number


@dataclass(frozen=True)
class Objects:
    """Objects of a bucket; of a Rio, of a broker, complete where a broker has them."""

    bucket: int
    complete: int
    present: int
    objects: int
    size: int


@dataclass(frozen=True)
class Blobs:
    bucket: int
    on: int
    size: int


@dataclass(frozen=True)
class Tapes:
    partition: str | None
    type: str
    assigned: bool
    tapes: int
    usable: int


@dataclass(frozen=True)
class DomainMember:
    domain: int | None
    partition: str | None
    medium: str
    write_preference: str = ""


@dataclass(frozen=True)
class Stock:
    """An inventory, as far as figures need it."""

    places: Sequence[Place] = ()
    buckets: Sequence[str] = ()  # by their number; of a Rio, its brokers
    objects: Sequence[Objects] = ()
    blobs: Sequence[Blobs] = ()
    tapes: Sequence[Tapes] = ()
    members: Sequence[DomainMember] = ()
    partitions: Sequence[str] = ()  # of tapes

    @cached_property
    def objects_of(self) -> dict[int, list[Objects]]:
        groups = defaultdict(list)
        for group in self.objects:
            groups[group.bucket].append(group)
        return groups

    @cached_property
    def blobs_of(self) -> dict[int, list[Blobs]]:
        groups = defaultdict(list)
        for group in self.blobs:
            groups[group.bucket].append(group)
        return groups

    @cached_property
    def numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.buckets)}

    @cached_property
    def all_objects(self) -> list[Objects]:
        """Of all buckets together: far fewer groups."""
        sums: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
        for group in self.objects:
            counted = sums[group.complete, group.present]
            counted[0] += group.objects
            counted[1] += group.size
        return [Objects(-1, *key, *counted) for key, counted in sums.items()]

    @cached_property
    def all_blobs(self) -> list[Blobs]:
        sums: dict[int, int] = defaultdict(int)
        for group in self.blobs:
            sums[group.on] += group.size
        return [Blobs(-1, on, size) for on, size in sums.items()]


@dataclass(frozen=True)
class Figures:
    source_objects: int = 0
    source_size: int = 0
    target_objects: int = 0
    target_size: int = 0
    remaining_objects: int = 0
    remaining_size: int = 0
    elsewhere_objects: int = 0  # on neither location: outside all the others
    elsewhere_size: int = 0

    def as_dict(self) -> dict[str, int]:
        return {f.name: getattr(self, f.name) for f in fields(self)}


@dataclass(frozen=True)
class Scope:
    """What of an inventory a phase measures."""

    type: str
    name: str
    source: str
    target: str
    partition: str = ""
    buckets: Sequence[str] = ()


@dataclass(frozen=True)
class Measured:
    stock: Stock = field(repr=False)
    source: Place
    target: Place
    rule: Rule
    buckets: Sequence[str]  # none with the rules "all" and "broker"
    figures: Figures

    @cached_property
    def per_bucket(self) -> list[tuple[str, Figures]]:
        if self.rule == "broker":
            return []
        names = self.stock.buckets if self.rule == "all" else self.buckets
        numbers = self.stock.numbers
        return [
            (name, self._of(self.stock, numbers[name])) for name in sorted(set(names))
        ]

    def _of(self, stock: Stock, number: int) -> Figures:
        objects = stock.objects_of.get(number, [])
        blobs = stock.blobs_of.get(number, [])
        return sum_up(objects, blobs, self.source.bit, self.target.bit)


@dataclass(frozen=True)
class Scratch:
    """Scratch tapes, and how many of them the appliance would use."""

    tapes: int
    usable: int


def measure(stock: Stock, scope: Scope) -> Measured:
    """A location or bucket that the inventory lacks is Unknown, never a zero."""
    if scope.type == RIO_CRUISE:
        return _cruise(stock, scope)
    source, target = _ends(stock, scope)
    rule, buckets = choose_buckets(stock, scope)
    objects: Iterable[Objects] = stock.all_objects
    blobs: Iterable[Blobs] = stock.all_blobs
    if rule != "all":
        numbers = [stock.numbers[name] for name in buckets]
        objects = [g for n in numbers for g in stock.objects_of.get(n, ())]
        blobs = [g for n in numbers for g in stock.blobs_of.get(n, ())]
    figures = sum_up(objects, blobs, source.bit, target.bit)
    return Measured(stock, source, target, rule, buckets, figures)


def sum_up(
    objects: Iterable[Objects], blobs: Iterable[Blobs], source: int, target: int
) -> Figures:
    """Eight sums, each object and each blob counted once."""
    counts, sizes = [0, 0, 0, 0], [0, 0, 0, 0]
    for group in objects:
        _add(counts, group.objects, group.present & source, group.complete & target)
    for blob in blobs:
        _add(sizes, blob.size, blob.on & source, blob.on & target)
    pairs = zip(counts, sizes, strict=True)
    return Figures(*(figure for pair in pairs for figure in pair))


def _add(sums: list[int], amount: int, on_source: int, on_target: int) -> None:
    """To what is on the source, on the target, remaining, and elsewhere."""
    if on_source:
        sums[0] += amount
    if on_target:
        sums[1] += amount
    else:
        sums[2 if on_source else 3] += amount


def _cruise(stock: Stock, scope: Scope) -> Measured:
    brokers = [place for place in stock.places if place.sort == "broker"]
    source = find_place("source", "broker", brokers, scope.source)
    target = find_place("target", "broker", brokers, scope.target)
    _differ(source, target)
    groups = stock.objects_of.get(source.number, [])
    arrived = [group for group in groups if group.present & target.bit]
    objects, size = (sum(g.objects for g in groups), sum(g.size for g in groups))
    moved, moved_size = (sum(g.objects for g in arrived), sum(g.size for g in arrived))
    figures = Figures(
        objects, size, moved, moved_size, objects - moved, size - moved_size
    )
    return Measured(stock, source, target, "broker", (), figures)


def _ends(stock: Stock, scope: Scope) -> tuple[Place, Place]:
    """Domains before media, but an exclusion's target is first sought in its source."""
    domains = [place for place in stock.places if place.sort == "domain"]
    media = [place for place in stock.places if place.sort in ("tape", "pool")]
    source = find_place("source", "location", [*domains, *media], scope.source)
    if scope.type != IOM_EXCLUSION:
        target = find_place("target", "location", [*domains, *media], scope.target)
    else:
        target = _medium_or_domain(source, domains, media, scope.target)
    _differ(source, target)
    return source, target


def _medium_or_domain(
    source: Place, domains: list[Place], media: list[Place], name: str
) -> Place:
    """A medium may be named as "domain/LTO9", or within its domain as "LTO9"."""
    within = [place for place in media if place.domain == source.number]
    for place in within:
        short = f"pool:{place.medium}" if place.sort == "pool" else place.medium
        if name in (place.name, short, place.medium):
            return place
    others = [place for place in media if place.domain != source.number]
    return find_place("target", "location", [*within, *domains, *others], name)


def find_place(field_: str, what: str, places: Sequence[Place], name: str) -> Place:
    """The first of this name: earlier places take precedence."""
    by_name: dict[str, Place] = {}
    for place in places:
        by_name.setdefault(place.name, place)
    return find_name(by_name, name, field=field_, what=what)


def _differ(source: Place, target: Place) -> None:
    if source == target:
        raise Unfit(
            "target",
            f"Source and target are the same location, {source.name!r}. Choose a "
            "different one for either.",
        )


def choose_buckets(stock: Stock, scope: Scope) -> tuple[Rule, list[str]]:
    """The selected ones; otherwise the one with the phase's name; otherwise all."""
    if scope.buckets:
        by_name = {name: name for name in stock.buckets}
        for name in scope.buckets:
            find_name(by_name, name, field="buckets", what="bucket")
        return "chosen", list(dict.fromkeys(scope.buckets))
    if (names := named(scope)) and names[0] in stock.numbers:
        return "named", names
    return "all", []


def named(scope: Scope) -> list[str]:
    """The buckets that a phase names: selected ones, or perhaps its own name."""
    if scope.buckets:
        return list(scope.buckets)
    own = scope.name.partition(":")[0]
    return [own] if scope.type == IOM_BUCKET and own else []


def scratch(stock: Stock, partition: str, target: Place | None) -> Scratch:
    """`target`: a storage domain or medium, whose members usable tapes have to fit.

    None where the target is on another appliance: then all types fit.
    """
    by_name = {name: name for name in stock.partitions}
    find_name(by_name, partition, field="target_tape_partition", what="tape partition")
    tapes = [
        group
        for group in stock.tapes
        if group.partition == partition
        and not group.assigned
        and group.type not in CLEANING
    ]
    types = None if target is None else _types_of(stock, target, partition)
    usable = sum(g.usable for g in tapes if types is None or g.type in types)
    return Scratch(sum(group.tapes for group in tapes), usable)


def _types_of(stock: Stock, target: Place, partition: str) -> set[str]:
    domain = target.number if target.sort == "domain" else target.domain
    return {
        member.medium
        for member in stock.members
        if member.domain == domain
        and member.partition == partition
        and member.write_preference != NEVER_WRITTEN
        and target.medium in ("", member.medium)
    }
