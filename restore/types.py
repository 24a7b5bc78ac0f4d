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

    CONSISTENT = "consistent"  # its server had been shut down
    RECOVERED = "recovered"  # it ran; what its log holds was brought in
    APPROXIMATE = "approximate"  # it ran, and the log that belongs to it is missing


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
    notes: tuple[str, ...] = ()  # "no checksum inside", "files beside it were ignored"
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
    notes: tuple[str, ...] = ()
    extra: Mapping[str, Sequence[int]] = field(default_factory=dict)
