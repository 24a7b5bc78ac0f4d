"""Which column is what."""

import re
from collections.abc import Mapping, Sequence

from files.values import UNITS

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
    "source_size": ("source bytes", "size source", "source data"),
    "target_objects": ("target count", "target files", "objects target", "migrated"),
    "target_size": ("target bytes", "size target", "target data"),
    "remaining_objects": ("objects remaining", "remaining files"),
    "remaining_size": ("remaining bytes", "bytes remaining", "size remaining"),
    "target_scratch_tapes": ("target scratch tapes", "tapes", "scratch"),
    NOTE: ("notes", "comment", "remark"),
}

BY_TITLE = 0  # the unit of sizes is that of their column's title
UNIT_NAMES = [unit for unit in UNITS if len(unit) > 1]

Mapped = dict[str, int]  # field: number of the column


def guess_columns(header: Sequence[str]) -> Mapped:
    """The columns of measurements."""
    return columns_by_title(header, LABELS, ALIASES)


def columns_by_title(
    header: Sequence[str],
    labels: Mapping[str, str],
    aliases: Mapping[str, Sequence[str]],
) -> Mapped:
    """By the titles; columns that are not recognised are left to the operator."""
    titles = [plain_title(title) for title in header]
    mapped: Mapped = {}
    for name, label in labels.items():
        for alias in (plain_title(name), plain_title(label), *aliases.get(name, ())):
            if alias in titles and titles.index(alias) not in mapped.values():
                mapped[name] = titles.index(alias)
                break
    return mapped


def plain_title(title: str) -> str:
    """Source_Size (bytes) and "source size" are one title."""
    title = re.sub(r"\(.*?\)|\[.*?\]", " ", title.lower())
    words = re.findall(r"\w+", title.replace("_", " "))
    if len(words) > 1 and UNITS.get(words[-1], 1) > 1:  # source TB, source size in TB
        words = [word for word in words[:-1] if word not in ("in", "size", "data")]
        words.append("size")
    return " ".join(words)


def unit_of(title: str) -> int | None:
    """The unit that a title names, as in "Source size (TB)"."""
    words = re.findall(r"[a-z]+", title.lower())
    named = [UNITS[word] for word in words if word in UNIT_NAMES]
    return named[-1] if named else None


def guess_unit(header: Sequence[str]) -> int:
    """The one unit of all sizes; where titles differ, each counts for its column."""
    mapped = guess_columns(header)
    sizes = [header[column] for name, column in mapped.items() if name in SIZES]
    units = {unit_of(title) for title in sizes or header if sizes or unit_of(title)}
    return BY_TITLE if len(units) > 1 else next(iter(units), None) or 1


def missing_columns(mapped: Mapping[str, int], *, with_phase: bool) -> list[str]:
    """The labels of needed fields that have no column."""
    needed = (PHASE, *NEEDED) if with_phase else NEEDED
    return [LABELS[name] for name in needed if name not in mapped]
