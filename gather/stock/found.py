"""What taking stock finds. Locations are numbered by their place in the list."""

from collections.abc import Sequence
from dataclasses import dataclass, field

Numbers = tuple[int, ...]  # of locations, in ascending order


@dataclass(frozen=True)
class Place:
    sort: str
    name: str
    domain: int | None = None
    medium: str = ""


@dataclass(frozen=True)
class Bucket:
    name: str
    policy: str = ""
    unfinished_objects: int = 0
    unfinished_size: int = 0


@dataclass(frozen=True)
class Objects:
    """`home` is a bucket; of a Rio, the broker, and `present` those that hold it."""

    home: int
    complete: Numbers
    present: Numbers
    objects: int
    size: int


@dataclass(frozen=True)
class Blobs:
    bucket: int
    locations: Numbers
    blobs: int
    size: int


@dataclass(frozen=True)
class Copies:
    location: int | None
    state: str
    copies: int
    size: int
    ejected_copies: int = 0
    ejected_size: int = 0


@dataclass(frozen=True)
class Tapes:
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
class Pool:
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
class Member:
    location: int
    partition: str | None
    state: str
    write_preference: str


@dataclass(frozen=True)
class Partition:
    name: str
    of_pools: bool


@dataclass(frozen=True)
class Rule:
    policy: int
    domain: int | None
    type: str
    state: str
    isolation_level: str
    minimum_days_to_retain: int | None


@dataclass(frozen=True)
class Policy:
    name: str
    versioning: str


@dataclass(frozen=True)
class Found:
    places: Sequence[Place]
    objects: Sequence[Objects]
    buckets: Sequence[Bucket] = ()
    blobs: Sequence[Blobs] = ()
    copies: Sequence[Copies] = ()
    tapes: Sequence[Tapes] = ()
    pools: Sequence[Pool] = ()
    members: Sequence[Member] = ()
    partitions: Sequence[Partition] = ()
    policies: Sequence[Policy] = ()
    rules: Sequence[Rule] = ()
    notes: Sequence[str] = ()
    sanity: dict[str, int] = field(default_factory=dict)
