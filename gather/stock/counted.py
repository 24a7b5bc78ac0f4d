"""What is counted in a catalogue. Locations go by their place in its list."""

from collections.abc import Sequence
from dataclasses import dataclass, field

Numbers = tuple[int, ...]  # of locations, in ascending order


@dataclass(frozen=True)
class CountedLocation:
    sort: str
    name: str
    domain: int | None = None
    medium: str = ""


@dataclass(frozen=True)
class CountedBucket:
    name: str
    policy: str = ""
    unfinished_objects: int = 0
    unfinished_size: int = 0


@dataclass(frozen=True)
class CountedObjects:
    """`home` is a bucket; of a Rio, the broker, and `present` those that hold it."""

    home: int
    complete: Numbers
    present: Numbers
    objects: int
    size: int


@dataclass(frozen=True)
class CountedBlobs:
    bucket: int
    locations: Numbers
    blobs: int
    size: int


@dataclass(frozen=True)
class CountedCopies:
    location: int | None
    state: str
    copies: int
    size: int
    ejected_copies: int = 0
    ejected_size: int = 0


@dataclass(frozen=True)
class CountedTapes:
    location: int | None
    partition: str | None
    type: str
    state: str
    assigned: bool
    tapes: int
    usable: int
    full: int
    total_raw_capacity: int
    available_raw_capacity: int


@dataclass(frozen=True)
class CountedPool:
    location: int | None
    name: str
    partition: str | None
    type: str
    state: str
    used_capacity: int
    available_capacity: int
    total_capacity: int
    reserved_capacity: int


@dataclass(frozen=True)
class CountedMember:
    location: int
    partition: str | None
    state: str
    write_preference: str


@dataclass(frozen=True)
class CountedPartition:
    name: str
    of_pools: bool


@dataclass(frozen=True)
class CountedRule:
    policy: int
    domain: int | None
    type: str
    state: str
    isolation_level: str
    minimum_days_to_retain: int | None


@dataclass(frozen=True)
class CountedPolicy:
    name: str
    versioning: str


@dataclass(frozen=True)
class CountedCatalogue:
    locations: Sequence[CountedLocation]
    objects: Sequence[CountedObjects]
    buckets: Sequence[CountedBucket] = ()
    blobs: Sequence[CountedBlobs] = ()
    copies: Sequence[CountedCopies] = ()
    tapes: Sequence[CountedTapes] = ()
    pools: Sequence[CountedPool] = ()
    members: Sequence[CountedMember] = ()
    partitions: Sequence[CountedPartition] = ()
    policies: Sequence[CountedPolicy] = ()
    rules: Sequence[CountedRule] = ()
    notes: Sequence[str] = ()
    sanity: dict[str, int] = field(default_factory=dict)
