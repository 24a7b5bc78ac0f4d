"""The files of a data directory out of the archive it came in, one after the other.

pg_basebackup -Ft makes tars of its own, which people pack together: base.tar beside
pg_wal.tar, each perhaps compressed, and one more for each tablespace.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from files.wrappers import Member, Stream, recognise
from files.wrappers.recognise import HEAD
from files.wrappers.streams import of_file
from files.wrappers.way import members, unwrapped, walk
from restore.types import Identified

from .names import is_wal, tablespaces

Way = tuple[tuple[str, str], ...]
_PARTS = re.compile(r"(?P<folder>.*/)?(?P<part>base|pg_wal|\d+)\.tar(?:\.gz|\.zst)?")


def members_of(identified: Identified) -> Iterator[Member]:
    """By their names in the directory. Each must be left before the next is asked."""
    return files(identified.path, identified.way)


def files(path: Path, way: Way) -> Iterator[Member]:
    with path.open("rb") as file:
        outer = _outer(way)
        if outer is None:
            stream = walk(file, way[:-1])
            yield from _below(way[-1][1], members(way[-1][0], stream, file))
        else:
            yield from _of_basebackup(file, way, outer)


def _outer(way: Way) -> int | None:
    """Where in the way the archive is that holds the tars of pg_basebackup."""
    for number, (_, name) in enumerate(way[:-1]):
        found = _PARTS.fullmatch(name)
        if found and found["part"] == "base":
            return number
    return None


def _of_basebackup(file: BinaryIO, way: Way, outer: int) -> Iterator[Member]:
    kind, base = way[outer]
    folder = base.rpartition("/")[0]
    stream = walk(file, way[:outer]) if kind == "tar" else Stream(of_file(file))
    for member in members(kind, stream, file):
        found = _PARTS.fullmatch(member.name)
        if member.link or not found or (found["folder"] or "").rstrip("/") != folder:
            continue
        if found["part"] == "pg_wal":
            yield from _log(_tar_in(member.stream, file))
        elif member.name == base:
            yield from _below(way[-1][1], _tar_in(member.stream, file))
        elif found["part"].isdigit():
            raise tablespaces()


def _tar_in(stream: Stream, file: BinaryIO) -> Iterator[Member]:
    seen = recognise(stream.peek(HEAD))
    if seen.kind in ("zstd", "gzip"):
        stream = unwrapped(seen.kind, stream)
        seen = recognise(stream.peek(HEAD))
    return members("tar", stream, file) if seen.kind == "tar" else iter(())


def _below(prefix: str, found: Iterator[Member]) -> Iterator[Member]:
    start = f"{prefix}/" if prefix else ""
    for member in found:
        if member.name.startswith(start):
            yield replace(member, name=member.name.removeprefix(start))


def _log(found: Iterator[Member]) -> Iterator[Member]:
    for member in found:
        if is_wal(member.name):
            yield replace(member, name=f"pg_wal/{member.name}")
