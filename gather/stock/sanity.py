"""What is odd in a catalogue, as counts with a name each. Pure."""

from collections.abc import Sequence

from gather.stock.found import Blobs, Copies, Objects, Place

SANITY = {
    "unfinished_objects": "Uploads that are not finished, or objects without a blob",
    "unfinished_size": "Bytes of those uploads",
    "incomplete_objects": "Objects that are complete on no storage domain",
    "nowhere_objects": "Objects that are nowhere",
    "nowhere_blobs": "Blobs without any good copy",
    "nowhere_size": "Bytes of those blobs",
    "obsolete_copies": "Obsolete copies",
    "suspect_copies": "Suspect copies",
    "lost_copies": "Copies on lost media",
    "ejected_copies": "Good copies on ejected media",
    "homeless_copies": "Copies on media that belong to no storage domain",
    "degraded_blobs": "Degraded blobs, as the appliance says",
    "replicated_blobs": "Copies of blobs on other systems, as the appliance says",
    "unsized_objects": "Objects without a size",
}


def sanity_of(
    places: Sequence[Place], objects: Sequence[Objects], blobs: Sequence[Blobs]
) -> dict[str, int]:
    domains = {n for n, place in enumerate(places) if place.sort == "domain"}
    nowhere = [group for group in blobs if not group.locations]
    return {
        "incomplete_objects": sum(
            group.objects for group in objects if domains.isdisjoint(group.complete)
        ),
        "nowhere_objects": sum(g.objects for g in objects if not g.present),
        "nowhere_blobs": sum(group.blobs for group in nowhere),
        "nowhere_size": sum(group.size for group in nowhere),
    }


def copies_sanity(copies: Sequence[Copies]) -> dict[str, int]:
    def of(state: str) -> int:
        return sum(group.copies for group in copies if group.state == state)

    return {
        **{f"{state}_copies": of(state) for state in ("obsolete", "suspect", "lost")},
        "ejected_copies": sum(group.ejected_copies for group in copies),
        "homeless_copies": sum(g.copies for g in copies if g.location is None),
    }
