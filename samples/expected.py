"""What a BlackPearl's inventory must say, reckoned from the arrays it was made of.

The rules are those of "What counts": a good copy is not obsolete, not suspect, and
not on a lost medium; a blob is on a location when it has a good copy there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .contents import OBSOLETE, SUSPECT, Contents
from .names import BUCKETS
from .world import (
    CLEANING,
    DOMAINS,
    MEMBERS,
    PARTITIONS,
    R9,
    REFRESH,
    SOURCE,
    TARGET,
    Medium,
    World,
)

Figures = list[int]  # how many, and their bytes
Objects = dict[tuple[int, int, int], Figures]  # by bucket, complete on, present on
Blobs = dict[tuple[int, int], Figures]  # by bucket, on
LOCATIONS = [*DOMAINS, *dict.fromkeys(member.location for member in MEMBERS)]
BIT = {location: 1 << number for number, location in enumerate(LOCATIONS)}


def names(mask: int) -> list[str]:
    return sorted(location for location, bit in BIT.items() if mask & bit)


def inventory(world: World, contents: Contents) -> dict[str, Any]:
    objects, blobs, unfinished = count(world, contents)
    return {
        "buckets": [
            _bucket(number, name, objects, blobs, unfinished)
            for number, name in enumerate(BUCKETS)
        ],
        "copies": copies(world, contents),
        "tapes": tapes(world.media),
        "scratch": scratch(world.media),
        "migration": measure(objects, blobs, DOMAINS[SOURCE], DOMAINS[TARGET]),
        "exclusion": measure(objects, blobs, DOMAINS[REFRESH], MEMBERS[R9].location),
    }


def masks(world: World) -> list[int]:
    """The locations that a good copy on each medium is on."""
    return [
        0
        if medium.member is None or medium.state == "LOST"
        else BIT[DOMAINS[MEMBERS[medium.member].domain]]
        | BIT[MEMBERS[medium.member].location]
        for medium in world.media
    ]


def count(
    world: World, contents: Contents
) -> tuple[Objects, Blobs, dict[int, Figures]]:
    objects: Objects = defaultdict(lambda: [0, 0])
    blobs: Blobs = defaultdict(lambda: [0, 0])
    unfinished: dict[int, Figures] = defaultdict(lambda: [0, 0])
    where = masks(world)
    for number, bucket in enumerate(contents.bucket):
        size, complete, present = 0, -1, 0
        finished = not contents.unfinished(number)
        for blob in contents.blobs_of(number):
            size += contents.length[blob]
            if finished:
                mask = _places_of(contents, where, blob)
                complete &= mask
                present |= mask
                _add(blobs[bucket, mask], contents.length[blob])
        _add(
            objects[bucket, complete, present] if finished else unfinished[bucket], size
        )
    return objects, blobs, unfinished


def _places_of(contents: Contents, where: Sequence[int], blob: int) -> int:
    mask = 0
    for copy in contents.copies_of(blob):
        if not contents.mark[copy]:
            mask |= where[contents.medium[copy]]
    return mask


def _add(figures: Figures, size: int) -> None:
    figures[0] += 1
    figures[1] += size


def _bucket(
    number: int,
    name: str,
    objects: Objects,
    blobs: Blobs,
    unfinished: Mapping[int, Figures],
) -> dict[str, Any]:
    waiting = unfinished.get(number, [0, 0])
    return {
        "bucket": name,
        "objects": in_order(
            {
                "complete": names(complete),
                "present": names(present),
                "objects": figures[0],
                "size": figures[1],
            }
            for (bucket, complete, present), figures in objects.items()
            if bucket == number
        ),
        "blobs": in_order(
            {"locations": names(mask), "blobs": figures[0], "size": figures[1]}
            for (bucket, mask), figures in blobs.items()
            if bucket == number
        ),
        "unfinished": {"objects": waiting[0], "size": waiting[1]},
    }


def in_order(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


def copies(world: World, contents: Contents) -> list[dict[str, Any]]:
    """Copies of finished objects by medium within a domain and by how good they are."""
    found: dict[tuple[str, str], Figures] = defaultdict(lambda: [0, 0])
    for number in range(contents.objects):
        if contents.unfinished(number):
            continue
        for blob in contents.blobs_of(number):
            for copy in contents.copies_of(blob):
                medium = world.media[contents.medium[copy]]
                place = MEMBERS[medium.member or 0].location
                state = _state(medium, contents.mark[copy])
                _add(found[place, state], contents.length[blob])
                if state == "good" and medium.state == "EJECTED":
                    _add(found[place, "ejected"], contents.length[blob])
    return [
        {"location": place, "state": state, "copies": figures[0], "size": figures[1]}
        for (place, state), figures in sorted(found.items())
    ]


def _state(medium: Medium, mark: int) -> str:
    """Each copy that is not good is counted once, as the first that applies."""
    if mark & OBSOLETE:
        return "obsolete"
    if mark & SUSPECT:
        return "suspect"
    return "lost" if medium.state == "LOST" else "good"


def _partition(medium: Medium) -> str | None:
    return None if medium.partition is None else PARTITIONS[medium.partition]


def tapes(media: Iterable[Medium]) -> list[dict[str, Any]]:
    found: dict[tuple[str | None, str, str, bool], Figures] = {}
    for medium in media:
        if medium.type:
            key = (_partition(medium), medium.type, medium.state, medium.assigned)
            figures = found.setdefault(key, [0, 0, 0])
            figures[0] += 1
            figures[1] += medium.total or 0
            figures[2] += medium.available or 0
    return in_order(
        {
            "partition": partition,
            "type": kind,
            "state": state,
            "assigned": assigned,
            "tapes": figures[0],
            "total_raw_capacity": figures[1],
            "available_raw_capacity": figures[2],
        }
        for (partition, kind, state, assigned), figures in found.items()
    )


def scratch(media: Iterable[Medium]) -> list[dict[str, Any]]:
    """By partition and type: scratch tapes, and those the appliance would choose."""
    found: dict[tuple[str, str], Figures] = {}
    for medium in media:
        partition = _partition(medium) if medium.type else None
        if partition is None or medium.assigned or medium.type in CLEANING:
            continue
        figures = found.setdefault((partition, medium.type), [0, 0])
        figures[0] += 1
        figures[1] += medium.usable
    return in_order(
        {"partition": partition, "type": kind, "tapes": all_, "usable": usable}
        for (partition, kind), (all_, usable) in found.items()
    )


def measure(objects: Objects, blobs: Blobs, source: str, target: str) -> dict[str, Any]:
    """The figures of a phase over all buckets from this location to that one."""
    there, here = BIT[source], BIT[target]
    on_source = [(key, n) for key, n in objects.items() if key[2] & there]
    on_target = [n for key, n in objects.items() if key[1] & here]
    remaining = [n for key, n in on_source if not key[1] & here]
    left = [n for (_, mask), n in blobs.items() if mask & there and not mask & here]
    elsewhere = [
        n for key, n in objects.items() if not (key[2] & there or key[1] & here)
    ]
    nowhere = [n for (_, mask), n in blobs.items() if not mask & (there | here)]
    return {
        "source": source,
        "target": target,
        "source_objects": sum(n[0] for _, n in on_source),
        "source_size": sum(n[1] for (_, mask), n in blobs.items() if mask & there),
        "target_objects": sum(n[0] for n in on_target),
        "target_size": sum(n[1] for (_, mask), n in blobs.items() if mask & here),
        "remaining_objects": sum(n[0] for n in remaining),
        "remaining_size": sum(n[1] for n in left),
        "elsewhere_objects": sum(n[0] for n in elsewhere),
        "elsewhere_size": sum(n[1] for n in nowhere),
    }
