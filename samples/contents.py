"""What is in a BlackPearl: objects, their blobs, and the blobs' copies.

One number an entry, in arrays, so that millions fit.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from .names import FIRST
from .world import (
    C8,
    C9,
    DISK,
    GIB,
    MEMBERS,
    POLICIES,
    POLICY_OF_BUCKET,
    R6,
    R9,
    RJ,
    S7,
    S8,
    SEVERAL,
    T9,
    TAPED,
    WEIGHTS,
    World,
)

OBSOLETE, SUSPECT = 1, 2
PLAIN, SPLIT, FOLDER, ZERO, UPLOADING, NO_BLOB, NEW = range(7)
KIND_WEIGHTS = [898, 40, 30, 20, 6, 3, 3]
SHOWN_FIRST = 96  # small samples have some of everything as well
AGAIN = -1  # in a recipe: once more on the very same medium


class Copy(NamedTuple):
    member: int
    mark: int = 0


class Recipe(NamedTuple):
    """Where the copies of a blob are, before and after it was migrated."""

    weight: int
    before: tuple[Copy, ...]
    after: tuple[Copy, ...] = ()

    @property
    def migrates(self) -> bool:
        return bool(self.after)


NEW_COPY = (Copy(T9),)


def _both(weight: int, *copies: Copy) -> Recipe:
    """Domain to domain: the old copies stay, and one more comes."""
    return Recipe(weight, copies, copies + NEW_COPY)


def _dual(second: int) -> list[Recipe]:
    two = Copy(second)
    return [
        _both(600, Copy(S7), two),
        _both(200, Copy(S8), two),
        _both(40, Copy(S7), Copy(S7), two),
        _both(10, Copy(S7), Copy(AGAIN), two),
        _both(50, Copy(S7)),
        _both(30, Copy(S7, OBSOLETE), Copy(S8), two),
        _both(10, Copy(S7, SUSPECT), Copy(S8)),
        _both(20, Copy(S7), Copy(second, SUSPECT)),
        Recipe(10, (Copy(S7, SUSPECT), two)),
        Recipe(4, (Copy(S7, OBSOLETE | SUSPECT), two)),
        Recipe(15, (two,)),
        Recipe(8, ()),
    ]


# Within a domain: the copy on old media becomes obsolete, and goes later.
_OLD, _NEW, _STALE = Copy(R6), Copy(R9), Copy(R6, OBSOLETE)
REFRESHED = [
    Recipe(50, (_OLD,), (_STALE, _NEW)),
    Recipe(20, (_OLD,), (_NEW,)),
    Recipe(10, (_OLD,), (_OLD, Copy(RJ))),
    Recipe(5, (_OLD, Copy(AGAIN)), (_STALE, Copy(AGAIN, OBSOLETE), _NEW)),
    Recipe(5, (Copy(R6, SUSPECT),)),
    Recipe(10, (_OLD, Copy(RJ)), (_STALE, _NEW, Copy(RJ))),
]
NEARBY = [
    _both(40, Copy(DISK), Copy(S7)),
    _both(25, Copy(S8)),
    _both(20, Copy(DISK), Copy(TAPED), Copy(S8)),
    _both(5, Copy(DISK, SUSPECT), Copy(S7)),
    _both(5, Copy(DISK, OBSOLETE), Copy(TAPED), Copy(S7)),
    Recipe(10, (Copy(DISK),)),
]
APART = [Recipe(20, (Copy(SEVERAL),)), Recipe(1, (Copy(SEVERAL), Copy(SEVERAL)))]
RECIPES = [_dual(C8), REFRESHED, NEARBY, _dual(C9), APART]


class Deck:
    """Yes for so many percent: exactly so, for each hundred that is drawn."""

    def __init__(self, random: Random, percent: int) -> None:
        self.random, self.percent = random, percent
        self.cards: list[bool] = []

    def draw(self) -> bool:
        if not self.cards:
            self.cards = [card < self.percent for card in range(100)]
            self.random.shuffle(self.cards)
        return self.cards.pop()


def _array(code: str) -> Callable[[], "array[int]"]:
    return lambda: array(code)


@dataclass
class Contents:
    bucket: "array[int]" = field(default_factory=_array("H"))
    kind: "array[int]" = field(default_factory=_array("B"))
    name: "array[int]" = field(default_factory=_array("I"))
    latest: "array[int]" = field(default_factory=_array("B"))
    first_blob: "array[int]" = field(default_factory=_array("I"))
    length: "array[int]" = field(default_factory=_array("q"))
    first_copy: "array[int]" = field(default_factory=_array("I"))
    medium: "array[int]" = field(default_factory=_array("H"))
    mark: "array[int]" = field(default_factory=_array("B"))

    @property
    def objects(self) -> int:
        return len(self.bucket)

    def blobs_of(self, number: int) -> range:
        return range(self.first_blob[number], self.first_blob[number + 1])

    def copies_of(self, blob: int) -> range:
        return range(self.first_copy[blob], self.first_copy[blob + 1])

    def unfinished(self, number: int) -> bool:
        return self.kind[number] in (UPLOADING, NO_BLOB, NEW)

    def dated(self, number: int) -> bool:
        return self.kind[number] not in (UPLOADING, NEW)


def fill(
    world: World, *, objects: int, seed: int, migrated: int, year: int
) -> Contents:
    return _Filler(world, seed=seed, migrated=migrated, year=year).fill(objects)


class _Filler:
    def __init__(self, world: World, *, seed: int, migrated: int, year: int) -> None:
        self.random = Random(f"{seed}:contents")
        # Apart: the further one of two backups has the same objects, and more copies.
        self.placing = Random(f"{seed}:copies")
        self.world = world
        self.moved = Deck(Random(f"{seed}:moved"), migrated)
        self.some = 0 < migrated < 100
        self.versions = year >= 2018
        self.marked = year >= 2018
        self.contents = Contents()

    def fill(self, objects: int) -> Contents:
        contents, random = self.contents, self.random
        kinds = self._kinds(objects)
        buckets = self._buckets(objects)
        last: dict[int, int] = {}  # of each bucket: the finished object added last
        for number, (kind, bucket) in enumerate(zip(kinds, buckets, strict=True)):
            contents.kind.append(kind)
            contents.bucket.append(bucket)
            contents.latest.append(random.random() > 0.003)
            contents.name.append(number)
            if self.versions and kind == PLAIN and random.random() < 0.03:
                self._supersede(number, last.get(bucket))
            if kind == PLAIN:
                last[bucket] = number
            self._add_blobs(number, kind, bucket)
        contents.first_blob.append(len(contents.length))
        contents.first_copy.append(len(contents.medium))
        return contents

    def _kinds(self, objects: int) -> Sequence[int]:
        kinds = self.random.choices(range(7), KIND_WEIGHTS, k=objects)
        kinds[:SHOWN_FIRST] = [
            (PLAIN, SPLIT, PLAIN, index // 4 % 7)[index % 4]
            for index in range(min(objects, SHOWN_FIRST))
        ]
        return kinds

    def _buckets(self, objects: int) -> Sequence[int]:
        buckets = self.random.choices(range(len(WEIGHTS)), WEIGHTS, k=objects)
        used = sum(1 for weight in WEIGHTS if weight)
        buckets[:SHOWN_FIRST] = [
            index % used for index in range(min(objects, SHOWN_FIRST))
        ]
        return buckets

    def _supersede(self, number: int, before: int | None) -> None:
        """A new version of an object that is there."""
        if before is not None and number >= FIRST:
            self.contents.name[number] = self.contents.name[before]
            self.contents.latest[before] = 0

    def _add_blobs(self, number: int, kind: int, bucket: int) -> None:
        contents = self.contents
        contents.first_blob.append(len(contents.length))
        policy = POLICY_OF_BUCKET[bucket]
        recipes = RECIPES[policy]
        if number < SHOWN_FIRST:
            recipe = recipes[number // 7 % len(recipes)]
        else:
            recipe = self._choose(policy)
        for length in self._lengths(kind, policy):
            contents.length.append(length)
            contents.first_copy.append(len(contents.medium))
            if kind == UPLOADING:
                self._add_copies(recipe.before[:1])
                continue
            moved = recipe.migrates and self.moved.draw()
            self._add_copies(recipe.after if moved else recipe.before)

    def _choose(self, policy: int) -> Recipe:
        deck = self._decks[policy]
        return deck[int(self.random.random() * len(deck))]

    _decks = [
        [recipe for recipe in recipes for _ in range(recipe.weight)]
        for recipes in RECIPES
    ]

    def _lengths(self, kind: int, policy: int) -> Iterator[int]:
        random = self.random.random
        if kind == SPLIT:
            size = POLICIES[policy][1] or 64 * GIB
            yield from [size] * (1 + int(random() ** 2 * 8))
            yield 1 + int(random() * size)
        elif kind in (PLAIN, UPLOADING):
            yield 1 + int(random() ** 4 * GIB)
        elif kind in (FOLDER, ZERO):
            yield 0

    def _add_copies(self, copies: Sequence[Copy]) -> None:
        random, world = self.placing.random, self.world
        medium = 0
        for member, mark in copies:
            if mark & OBSOLETE and not self.marked:
                continue
            if member != AGAIN:
                chance = random()
                group = world.rare if chance < 0.02 else world.common
                media = group[member]
                medium = media[int(random() * len(media))]
            if member == T9 and self.some and chance > 0.997:
                mark = SUSPECT
            self._add_copy(medium, mark)

    def _add_copy(self, medium: int, mark: int) -> None:
        contents = self.contents
        contents.medium.append(medium)
        contents.mark.append(mark)
        self.world.media[medium].used += contents.length[-1]


def is_pool(world: World, medium: int) -> bool:
    member = world.media[medium].member
    return member is not None and not MEMBERS[member].type
