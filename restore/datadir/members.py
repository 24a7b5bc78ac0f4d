"""The files of a data directory, one after the other, from the archive around them.

pg_basebackup -Ft writes several tars, which people pack together: base.tar beside
pg_wal.tar, each perhaps compressed, and one more for each tablespace.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from files.wrappers import Member, Stream, recognise
from files.wrappers.members import Way
from files.wrappers.recognise import HEAD
from files.wrappers.streams import of_file
from files.wrappers.way import members, unwrapped, walk
from restore.types import Identified

from .names import is_wal, tablespaces

_PARTS = re.compile(r"(?P<folder>.*/)?(?P<part>base|pg_wal|\d+)\.tar(?:\.gz|\.zst)?")


def members_of(identified: Identified) -> Iterator[Member]:
    """With their names in the directory. Read each before asking for the next."""
    way = identified.way
    with identified.path.open("rb") as file:
        outer = _outer(way)
        if outer is None:
            stream = walk(file, way[:-1])
            yield from _below(way[-1][1], members(way[-1][0], stream, file))
        else:
            yield from _of_basebackup(file, way, outer)


def _outer(way: Way) -> int | None:
    """The step of the way that is the archive with the tars of pg_basebackup."""
    for number, (_, name) in enumerate(way[:-1]):
        match = _PARTS.fullmatch(name)
        if match and match["part"] == "base":
            return number
    return None


def _of_basebackup(file: BinaryIO, way: Way, outer: int) -> Iterator[Member]:
    kind, base = way[outer]
    folder = base.rpartition("/")[0]
    stream = walk(file, way[:outer]) if kind == "tar" else Stream(of_file(file))
    for member in members(kind, stream, file):
        match = _PARTS.fullmatch(member.name)
        if member.link or not match or (match["folder"] or "").rstrip("/") != folder:
            continue
        if match["part"] == "pg_wal":
            yield from _log(_tar_in(member.stream, file))
        elif member.name == base:
            yield from _below(way[-1][1], _tar_in(member.stream, file))
        elif match["part"].isdigit():
            raise tablespaces()


def _tar_in(stream: Stream, file: BinaryIO) -> Iterator[Member]:
    kind = recognise(stream.peek(HEAD)).kind
    if kind in ("zstd", "gzip"):
        stream = unwrapped(kind, stream)
        kind = recognise(stream.peek(HEAD)).kind
    return members("tar", stream, file) if kind == "tar" else iter(())


def _below(prefix: str, archive: Iterator[Member]) -> Iterator[Member]:
    start = f"{prefix}/" if prefix else ""
    for member in archive:
        if member.name.startswith(start):
            yield replace(member, name=member.name.removeprefix(start))


def _log(archive: Iterator[Member]) -> Iterator[Member]:
    for member in archive:
        if is_wal(member.name):
            yield replace(member, name=f"pg_wal/{member.name}")
