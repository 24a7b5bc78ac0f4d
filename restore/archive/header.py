"""The first bytes of a pg_dump archive: who made it, when, and how."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from files.errors import Refused

from .dates import plausible
from .reading import Reader, damaged

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
    return header(Reader(BytesIO(head)))


def header(reader: Reader) -> Header:
    if reader.take(5) != b"PGDMP":
        raise damaged("it does not begin as pg_dump's files do")
    version = (reader.byte(), reader.byte())
    reader.byte()  # the revision changes nothing
    _check_version(version)
    reader.int_size, reader.offset_size = reader.byte(), reader.byte()
    if reader.int_size != 4 or reader.offset_size not in (4, 8):
        raise damaged("the width of its numbers is impossible")
    made_as = reader.byte()
    if made_as not in (CUSTOM, TAR):
        raise damaged("its format is unknown")
    compression = _compression(reader, version)
    created = _created(reader)
    texts = [_shown(reader.text()) for _ in range(3)]
    return Header(version, made_as, compression, created, *texts)


def _check_version(version: tuple[int, int]) -> None:
    named = ".".join(map(str, version))
    if version > NEWEST:
        raise Refused(
            "future_version",
            f"This dump has archive version {named}, which is newer than PostgreSQL 18 "
            "makes: use pg_dump of version 18 or earlier.",
        )
    if version < OLDEST:
        raise Refused(
            "old_version",
            f"This dump has archive version {named}, which PostgreSQL 8.3 or earlier "
            "made: make it again with a newer pg_dump.",
        )


def _compression(reader: Reader, version: tuple[int, int]) -> str:
    if version < (1, 15):
        return "gzip" if reader.number() else "none"
    algorithm = reader.byte()
    if algorithm >= len(COMPRESSION):
        raise damaged("its compression is unknown")
    return COMPRESSION[algorithm]


def _created(reader: Reader) -> date | None:
    _, _, _, day, month, year, _ = (reader.number() for _ in range(7))
    return plausible(year + 1900, month + 1, day)


def _shown(text: bytes | None) -> str:
    """Text by a stranger, for people to read."""
    shown = (text or b"").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else " " for c in shown)[:200]
