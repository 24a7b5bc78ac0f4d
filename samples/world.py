"""What a BlackPearl holds its data on: domains, partitions, tapes, pools, policies."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

TB = 10**12
NATIVE = {"LTO6": 2.5, "LTO7": 6, "LTOM8": 9, "LTO8": 12, "LTO9": 18, "TS_JC": 7}
CLEANING = ("LTO_CLEANING_TAPE", "TS_CLEANING_TAPE")

SOURCE, SECOND, SECOND_TOO, TARGET, REFRESH, NEARLINE, ISOLATED = range(7)
DOMAINS = [
    "Archive Copy 1",
    "Archive Copy 2",
    "archive copy 2",
    "Archive LTO9",
    "Refresh 100%",
    "Nearline_1",
    "Isolated",
    "Nearline 1",  # holds nothing
]
PARTITIONS = ["Library 1: LTO7", "Library 1: LTO8/9", "Library 2", "TS 11xx"]
DRIVES = ["LTO7", "LTO9", "LTO9", "TS1160"]
POOL_PARTITIONS = ["Disk A", "Disk B (spare)"]


@dataclass(frozen=True)
class Member:
    domain: int
    partition: int  # of tapes, or of pools when there is no type
    type: str = ""
    state: str = "NORMAL"
    preference: str = "NORMAL"

    @property
    def location(self) -> str:
        """The medium within the domain, as domain.md names it."""
        medium = self.type or f"pool:{POOL_PARTITIONS[self.partition]}"
        return f"{DOMAINS[self.domain]}/{medium}"


LEAVING = "EXCLUSION_IN_PROGRESS"
S7, S8, C8, C9, T9, R6, R9, RJ, DISK, TAPED, SEVERAL = range(11)
MEMBERS = [
    Member(SOURCE, 0, "LTO7"),
    Member(SOURCE, 1, "LTO8", preference="HIGH"),
    Member(SECOND, 2, "LTO8"),
    Member(SECOND_TOO, 2, "LTO9"),
    Member(TARGET, 1, "LTO9"),
    Member(REFRESH, 0, "LTO6", state=LEAVING, preference="NEVER_SELECT"),
    Member(REFRESH, 2, "LTO9"),
    Member(REFRESH, 3, "TS_JC", preference="LOW"),
    Member(NEARLINE, 0),
    Member(NEARLINE, 2, "LTO9"),
    Member(ISOLATED, 1, "LTO8"),
]

MANY = {R6: 12, R9: 3}  # as their bucket's blobs are large

# Name, blob size (None: 64 GiB), versioning, and its rules: domain, type, state, days.
GIB = 1 << 30
POLICIES = [
    ("Dual copy", GIB, "KEEP_MULTIPLE_VERSIONS"),
    ("Media refresh", None, "KEEP_LATEST"),
    ("Nearline then tape", 10 * GIB, "KEEP_MULTIPLE_VERSIONS"),
    ("Dual copy (old)", GIB, "KEEP_MULTIPLE_VERSIONS"),
    ("Isolated", 100 * GIB, "NONE"),
]
RULES = [
    (0, SOURCE, "PERMANENT", "NORMAL", None),
    (0, SECOND, "PERMANENT", "NORMAL", None),
    (0, TARGET, "PERMANENT", "INCLUSION_IN_PROGRESS", None),
    (1, REFRESH, "PERMANENT", "NORMAL", None),
    (2, NEARLINE, "TEMPORARY", "NORMAL", 30),
    (2, SOURCE, "PERMANENT", "NORMAL", None),
    (2, TARGET, "PERMANENT", "INCLUSION_IN_PROGRESS", None),
    (3, SOURCE, "RETIRED", "NORMAL", None),
    (3, SECOND_TOO, "PERMANENT", "NORMAL", None),
    (3, TARGET, "PERMANENT", "INCLUSION_IN_PROGRESS", None),
    (4, ISOLATED, "PERMANENT", "NORMAL", None),
]
POLICY_OF_BUCKET = [0, 0, 0, 3, 1, 2, 0, 1, 2, 3, 0, 1, 2, 4, 0]
ISOLATED_BUCKET = 13
WEIGHTS = [30, 4, 18, 6, 12, 5, 1, 4, 1, 4, 8, 3, 2, 2, 0]


@dataclass
class Medium:
    """A tape, or a pool when it has no type."""

    member: int | None
    partition: int | None
    type: str = ""
    state: str = "NORMAL"
    assigned: bool = True
    bucket: int | None = None
    role: str = "NORMAL"
    full: bool = False
    protected: bool = False
    eject_pending: bool = False
    used: int = 0
    total: int | None = field(init=False)

    def __post_init__(self) -> None:
        native = NATIVE.get(self.type) if self.type else 200
        self.total = None if native is None else int(native * TB)

    @property
    def available(self) -> int | None:
        return None if self.total is None else max(0, self.total - self.used)

    @property
    def usable(self) -> bool:
        """Would the appliance itself choose this scratch tape?"""
        refused = self.full or self.protected or self.eject_pending
        return self.state == "NORMAL" and self.role == "NORMAL" and not refused


@dataclass
class World:
    """All media, and by member which of them are written to: mostly, and rarely."""

    media: list[Medium] = field(default_factory=list)
    common: dict[int, list[int]] = field(default_factory=dict)
    rare: dict[int, list[int]] = field(default_factory=dict)

    def add(self, medium: Medium) -> int:
        self.media.append(medium)
        return len(self.media) - 1


def make_world(*, objects: int, seed: int, year: int) -> World:
    random = Random(f"{seed}:world")
    world = World()
    for number, member in enumerate(MEMBERS):
        media = _pools if not member.type else _tapes
        count = 2 + random.randrange(2) + objects * MANY.get(number, 1) // 20_000
        media(world, number, min(count, 10_000))
    for scratch in _scratch(random):
        world.add(scratch)
    if year < 2022:  # tapes had no role
        for medium in world.media:
            medium.role = "NORMAL"
    if year < 2021:  # ejected and lost tapes kept their partition
        for medium in world.media:
            if medium.member is not None:
                medium.partition = MEMBERS[medium.member].partition
    return world


def _tapes(world: World, number: int, count: int) -> None:
    """A target loses nothing, so that all that was migrated is found there."""
    member = MEMBERS[number]
    bucket = ISOLATED_BUCKET if number == SEVERAL else None
    rare = ["EJECTED"] if number == T9 else ["LOST", "EJECTED", "BAD", "OFFLINE"]
    if number == S7:
        rare += ["FOREIGN", "AUTO_COMPACTION_IN_PROGRESS", "EJECT_FROM_EE_PENDING"]

    def tape(state: str) -> int:
        gone = state in ("LOST", "EJECTED")
        partition = None if gone else member.partition
        return world.add(
            Medium(number, partition, member.type, state=state, bucket=bucket)
        )

    world.common[number] = [tape("NORMAL") for _ in range(count)]
    world.rare[number] = [tape(state) for state in rare]


def _pools(world: World, number: int, count: int) -> None:
    partition = MEMBERS[number].partition
    usual = [world.add(Medium(number, partition)) for _ in range(2)]
    world.common[number] = usual
    world.rare[number] = [world.add(Medium(number, partition, state="LOST"))]
    world.add(Medium(None, 1, state="BLANK", assigned=False))
    world.add(Medium(None, None, state="FOREIGN", assigned=False))


def _scratch(random: Random) -> Iterator[Medium]:
    """Tapes that hold nothing of ours: some can be used, some look as if."""
    for partition, types in enumerate(
        (["LTO7"], ["LTO8", "LTO9"], ["LTO9"], ["TS_JC"])
    ):
        for kind in types:
            yield from _scratch_of(partition, kind, random.randint(2, 9))
        for _ in range(random.randint(1, 3)):
            cleaner = CLEANING[1] if kind.startswith("TS") else CLEANING[0]
            yield Medium(None, partition, cleaner, assigned=False)
    yield Medium(None, None, "LTO9", state="EJECTED", assigned=False)
    yield Medium(None, None, "LTO8", state="LOST", assigned=False)
    yield Medium(None, 1, "UNKNOWN", state="UNKNOWN", assigned=False)
    yield Medium(None, 1, "FORBIDDEN", state="INCOMPATIBLE", assigned=False)
    yield Medium(None, 1, "LTO9", state="FORMAT_PENDING")  # assigned, no member yet


def _scratch_of(partition: int, kind: str, count: int) -> Iterator[Medium]:
    for _ in range(count):
        yield Medium(None, partition, kind, assigned=False)
    for state in ("FORMAT_IN_PROGRESS", "BAD", "PENDING_INSPECTION", "FOREIGN"):
        yield Medium(None, partition, kind, state=state, assigned=False)
    yield Medium(None, partition, kind, assigned=False, role="TEST")
    yield Medium(None, partition, kind, assigned=False, full=True)
    yield Medium(None, partition, kind, assigned=False, protected=True)
    yield Medium(None, partition, kind, assigned=False, eject_pending=True)
