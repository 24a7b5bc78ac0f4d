"""What the parts of the engine tell each other. Pure: no Django, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path


class Format(StrEnum):
    CUSTOM = "custom"  # pg_dump -Fc
    DIRECTORY = "directory"  # pg_dump -Fd, or -Ft unpacked
    PLAIN = "plain"  # pg_dump -Fp
    DATA_DIRECTORY = "data directory"  # of a whole server


class Consistency(StrEnum):
    """Of a data directory: does all of it belong to one moment?"""

    CONSISTENT = "consistent"
    RECOVERED = "recovered"
    APPROXIMATE = "approximate"

    @property
    def label(self) -> str:
        return _CONSISTENCY[self][0]

    @property
    def warning(self) -> str:
        """What has to be confirmed; empty when nothing has."""
        return _CONSISTENCY[self][1]


_CONSISTENCY = {
    Consistency.CONSISTENT: ("shut down cleanly", ""),
    Consistency.RECOVERED: (
        "copied while running, and recovered from its log",
        "The backup was copied while its server was running. Changes in its log were "
        "applied, so the data is as of the end of the copy.",
    ),
    Consistency.APPROXIMATE: (
        "copied while running, without its log: approximate",
        "The backup was copied while its server was running, without the log that "
        "belongs to it. Its figures are approximate.",
    ),
}


@dataclass(frozen=True)
class Note:
    """Something to know about a backup: the code decides, the sentence is read."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Identified:
    """What a file turned out to be, by its bytes."""

    format: Format
    wrappers: tuple[str, ...]  # outermost first: ("zstd", "tar")
    name: str  # of the innermost member, as text only
    path: Path  # of the file itself, or of what was unpacked into the work folder
    size: int  # bytes of the innermost content
    sha256: str  # of the file as it arrived
    original_size: int
    dated: date | None  # from the file's name, else from the archive's header
    notes: tuple[Note, ...] = ()
    way: tuple[tuple[str, str], ...] = ()  # from `path` to what stays wrapped in it
    version: str = ""  # what PG_VERSION of a data directory says


@dataclass(frozen=True)
class Column:
    name: str
    type: str


@dataclass(frozen=True)
class Table:
    schema: str
    name: str
    columns: tuple[Column, ...]

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class LeftOut:
    """Things of one sort that are not loaded, and why."""

    what: str  # "function", "trigger", "view", "grant", …
    names: tuple[str, ...]  # at most the first 20
    count: int
    why: str


@dataclass(frozen=True)
class Contents:
    """What is in a dump, read without running any of it."""

    server_version: str  # "18.6", "" when unknown
    dump_version: str
    database: str
    encoding: str
    created: date | None
    tables: tuple[Table, ...]
    enums: tuple[str, ...]  # full names
    left_out: tuple[LeftOut, ...]
    notes: tuple[Note, ...] = ()
    extra: Mapping[str, Sequence[int]] = field(default_factory=dict)
