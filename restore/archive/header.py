"""The first bytes of a pg_dump archive: which version made it, when, and how."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from files.errors import Refused
from files.visible import printable

from .dates import plausible
from .reading import TocReader, damaged_dump

OLDEST, NEWEST = (1, 12), (1, 16)
CUSTOM, TAR = 1, 3
COMPRESSION = ("none", "gzip", "lz4", "zstd")


@dataclass(frozen=True)
class Header:
    version: tuple[int, int]
    format: int
    compression: str
    created: date | None
    database: str
    server_version: str
    dump_version: str


def read_header(head: bytes) -> Header:
    """From the first 64 KiB."""
    return parse_header(TocReader(BytesIO(head)))


def parse_header(reader: TocReader) -> Header:
    if reader.take(5) != b"PGDMP":
        raise damaged_dump("it does not begin like a file of pg_dump")
    version = (reader.byte(), reader.byte())
    reader.byte()  # the revision makes no difference
    _check_version(version)
    int_size, reader.offset_size = reader.byte(), reader.byte()
    if int_size != 4 or reader.offset_size not in (4, 8):
        raise damaged_dump("invalid size of numbers")
    archive_format = reader.byte()
    if archive_format not in (CUSTOM, TAR):
        raise damaged_dump("unknown format")
    compression = _compression(reader, version)
    created = _created(reader)
    texts = [_shown(reader.text()) for _ in range(3)]
    return Header(version, archive_format, compression, created, *texts)


def _check_version(version: tuple[int, int]) -> None:
    text = ".".join(map(str, version))
    if version > NEWEST:
        raise Refused(
            "future_version",
            f"This dump has archive version {text}, which is newer than PostgreSQL 18 "
            "writes. Make it again with pg_dump 18 or earlier.",
        )
    if version < OLDEST:
        raise Refused(
            "old_version",
            f"This dump has archive version {text}, which PostgreSQL 8.3 or earlier "
            "wrote. Make it again with a newer pg_dump.",
        )


def _compression(reader: TocReader, version: tuple[int, int]) -> str:
    if version < (1, 15):
        return "gzip" if reader.number() else "none"
    algorithm = reader.byte()
    if algorithm >= len(COMPRESSION):
        raise damaged_dump("unknown compression")
    return COMPRESSION[algorithm]


def _created(reader: TocReader) -> date | None:
    _, _, _, day, month, year, _ = (reader.number() for _ in range(7))
    return plausible(year + 1900, month + 1, day)


def _shown(text: bytes | None) -> str:
    """Text that a stranger wrote, for people to read."""
    return printable((text or b"").decode("utf-8", "replace"))[:200]
