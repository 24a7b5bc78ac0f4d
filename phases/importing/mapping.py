"""Which column is what."""

import re
from collections.abc import Mapping, Sequence

PHASE, DAY, KIND, NOTE = "phase", "timestamp", "type", "note"
COUNTS = (
    "source_objects", "target_objects", "remaining_objects", "target_scratch_tapes",
)  # fmt: skip
SIZES = ("source_size", "target_size", "remaining_size")
NEEDED = (DAY, "source_objects", "source_size", "target_objects", "target_size")
FIELDS = (
    PHASE, DAY, KIND, "source_objects", "source_size", "target_objects",
    "target_size", "remaining_objects", "remaining_size", "target_scratch_tapes", NOTE,
)  # fmt: skip
LABELS = {
    PHASE: "Phase",
    DAY: "Date",
    KIND: "Type",
    "source_objects": "Source objects",
    "source_size": "Source size",
    "target_objects": "Target objects",
    "target_size": "Target size",
    "remaining_objects": "Remaining objects",
    "remaining_size": "Remaining size",
    "target_scratch_tapes": "Scratch tapes",
    NOTE: "Note",
}
ALSO = {
    PHASE: ("phase name", "migration phase", "name", "bucket"),
    DAY: ("timestamp", "day", "gathered", "gather date"),
    KIND: ("kind",),
    "source_objects": ("source count", "source files", "objects source"),
    "source_size": ("source bytes", "source tb", "size source", "source data"),
    "target_objects": ("target count", "target files", "objects target", "migrated"),
    "target_size": ("target bytes", "target tb", "size target", "target data"),
    "remaining_objects": ("objects remaining", "remaining files"),
    "remaining_size": ("remaining bytes", "remaining tb", "bytes remaining"),
    "target_scratch_tapes": ("target scratch tapes", "tapes", "scratch"),
    NOTE: ("notes", "comment", "remark"),
}

Mapped = dict[str, int]  # field: number of the column


def guess(header: Sequence[str]) -> Mapped:
    """By the titles; what is not recognised is left to the operator."""
    titles = [plain(title) for title in header]
    found: Mapped = {}
    for name in FIELDS:
        for wanted in (plain(name), plain(LABELS[name]), *ALSO[name]):
            if wanted in titles and titles.index(wanted) not in found.values():
                found[name] = titles.index(wanted)
                break
    return found


def plain(title: str) -> str:
    """Source_Size (bytes) and "source size" are one title."""
    title = re.sub(r"\(.*?\)|\[.*?\]", " ", title.lower())
    return " ".join(re.findall(r"\w+", title.replace("_", " ")))


def missing(mapped: Mapping[str, int], *, with_phase: bool) -> list[str]:
    """What is needed and has no column."""
    needed = (PHASE, *NEEDED) if with_phase else NEEDED
    return [LABELS[name] for name in needed if name not in mapped]
