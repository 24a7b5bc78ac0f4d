"""Data checks: counts of oddities in a catalogue, each with its label. Pure."""

from collections.abc import Sequence

from gather.stock.counted import (
    CountedBlobs,
    CountedCopies,
    CountedLocation,
    CountedObjects,
)

SANITY = {
    "unfinished_objects": "Unfinished uploads, or objects without a blob",
    "unfinished_size": "Bytes of unfinished uploads",
    "incomplete_objects": "Objects not complete on any storage domain",
    "nowhere_objects": "Objects with no copy anywhere",
    "nowhere_blobs": "Blobs without a good copy",
    "nowhere_size": "Bytes of blobs without a good copy",
    "obsolete_copies": "Obsolete copies",
    "suspect_copies": "Suspect copies",
    "lost_copies": "Copies on lost media",
    "ejected_copies": "Good copies on ejected media",
    "homeless_copies": "Copies on media outside any storage domain",
    "degraded_blobs": "Degraded blobs (reported by the appliance)",
    "replicated_blobs": "Copies of blobs on other systems (reported by the appliance)",
    "unsized_objects": "Objects without a size",
}
# Of data that no copy is left of, and of data that is at risk.
SERIOUS = {"nowhere_objects", "nowhere_blobs", "nowhere_size"}
RISKY = {
    *("incomplete_objects", "suspect_copies", "lost_copies"),
    *("degraded_blobs", "unsized_objects"),
}


def sanity_of(
    locations: Sequence[CountedLocation],
    objects: Sequence[CountedObjects],
    blobs: Sequence[CountedBlobs],
) -> dict[str, int]:
    domains = {n for n, location in enumerate(locations) if location.sort == "domain"}
    nowhere = [group for group in blobs if not group.locations]
    return {
        "incomplete_objects": sum(
            group.objects for group in objects if domains.isdisjoint(group.complete)
        ),
        "nowhere_objects": sum(g.objects for g in objects if not g.present),
        "nowhere_blobs": sum(group.blobs for group in nowhere),
        "nowhere_size": sum(group.size for group in nowhere),
    }


def copies_sanity(copies: Sequence[CountedCopies]) -> dict[str, int]:
    def of(state: str) -> int:
        return sum(group.copies for group in copies if group.state == state)

    return {
        **{f"{state}_copies": of(state) for state in ("obsolete", "suspect", "lost")},
        "ejected_copies": sum(group.ejected_copies for group in copies),
        "homeless_copies": sum(g.copies for g in copies if g.location is None),
    }
