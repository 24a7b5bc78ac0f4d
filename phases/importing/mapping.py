"""Which column is what."""

import re
from collections.abc import Mapping, Sequence

PHASE, DAY, KIND, NOTE = "phase", "timestamp", "type", "note"
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
FIELDS = tuple(LABELS)
SIZES = tuple(name for name in FIELDS if name.endswith("_size"))
COUNTS = tuple(name for name in FIELDS if name.endswith(("_objects", "_tapes")))
NEEDED = (DAY, "source_objects", "source_size", "target_objects", "target_size")
ALIASES = {
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


def guess_columns(header: Sequence[str]) -> Mapped:
    """By the titles; columns that are not recognised are left to the operator."""
    titles = [plain_title(title) for title in header]
    mapped: Mapped = {}
    for name in FIELDS:
        for alias in (plain_title(name), plain_title(LABELS[name]), *ALIASES[name]):
            if alias in titles and titles.index(alias) not in mapped.values():
                mapped[name] = titles.index(alias)
                break
    return mapped


def plain_title(title: str) -> str:
    """Source_Size (bytes) and "source size" are one title."""
    title = re.sub(r"\(.*?\)|\[.*?\]", " ", title.lower())
    return " ".join(re.findall(r"\w+", title.replace("_", " ")))


def missing_columns(mapped: Mapping[str, int], *, with_phase: bool) -> list[str]:
    """The labels of needed fields that have no column."""
    needed = (PHASE, *NEEDED) if with_phase else NEEDED
    return [LABELS[name] for name in needed if name not in mapped]
