"""Names for rows that share one, and are not the same.

Pure. Within one customer or project a name is given once, blind to case; rows of the
earlier tool's file that are alike in name only get the rest added to it.
"""

from collections.abc import Iterable, Iterator
from itertools import count

from phases.naming import with_end

MOST = 120  # of what is added to a name

# Of a project its type; of a phase its type, source, target and tape partition.
Identity = tuple[str, ...]


def names_apart(
    name: str, own: Identity, others: Iterable[Identity], *, of_bucket: bool = False
) -> Iterator[str]:
    """Names to try in turn: its own, if nothing else has it; else with what differs.

    A phase `of_bucket` measures the bucket that it is named for, up to a colon.
    """
    telling = _telling(own, others)
    if not telling:
        added = ""
    elif of_bucket and ":" not in name:
        added = f": {telling}"
    else:
        added = f" ({telling})"
    yield with_end(name, added)
    for number in count(2):
        yield with_end(name, f"{added} ({number})")


def _telling(own: Identity, others: Iterable[Identity]) -> str:
    differing = {
        place
        for other in others
        for place, (mine, theirs) in enumerate(zip(own, other, strict=True))
        if mine != theirs
    }
    parts = []
    if 0 in differing:
        parts.append(own[0])
    if differing & {1, 2}:
        parts.append(f"{own[1] or 'no source'} to {own[2] or 'no target'}")
    if 3 in differing:
        parts.append(own[3] or "no partition")
    return ", ".join(parts)[:MOST]
