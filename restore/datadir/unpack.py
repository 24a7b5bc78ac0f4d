"""Write a data directory's files to the disk: only known names, in a fresh folder."""

import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from files.errors import Refused
from files.types import Tick
from files.wrappers import CHUNK, Member
from files.wrappers.limits import readable_size
from files.wrappers.names import duplicate

from .names import FOLDERS, first_segment, is_table, is_taken

PAGE = 8192
HEADER = bytes(24)  # of a page that was never written, or lost
FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass
class Unpacked:
    """What was written, and which pages seem to be lost."""

    files: int = 0
    size: int = 0
    lost: dict[str, int] = field(default_factory=dict)  # pages of zeros, by table file


def unpack(
    members: Iterable[Member], data: Path, version: str, *, limit: int, tick: Tick
) -> Unpacked:
    """`data` must not exist yet; at most `limit` bytes may be written."""
    data.mkdir(0o700)
    for folder in FOLDERS:
        (data / folder).mkdir(0o700)
    unpacked = Unpacked()
    try:
        for member in members:
            if is_taken(member.name, member.size, link=member.link):
                _copy(member, data, version, unpacked, limit, tick)
    except OSError as error:
        if error.errno in FULL:
            raise disk_full(limit) from None
        raise
    (data / "PG_VERSION").write_text(f"{version}\n")
    return unpacked


def disk_full(limit: int) -> Refused:
    return Refused(
        "disk_full",
        "Unpacked, this data directory is larger than the free disk space of the "
        f"worker ({readable_size(limit)}). Free some space or use a larger disk.",
    )


def _copy(
    member: Member,
    data: Path,
    version: str,
    unpacked: Unpacked,
    limit: int,
    tick: Tick,
) -> None:
    if member.name == "PG_VERSION":
        return  # unpack() writes a new one
    pages = Pages() if is_table(member.name) else None
    with _create(data / member.name) as file:
        if member.name.endswith("/PG_VERSION"):
            file.write(f"{version}\n".encode())
            return
        while piece := member.stream.read(CHUNK):
            unpacked.size += len(piece)
            if unpacked.size > limit:
                raise disk_full(limit)
            file.write(piece)
            if pages:
                pages.see(piece)
            tick(unpacked.size)
    unpacked.files += 1
    if pages and pages.lost:
        name = first_segment(member.name)
        unpacked.lost[name] = unpacked.lost.get(name, 0) + pages.lost


def _create(path: Path) -> BinaryIO:
    path.parent.mkdir(0o700, exist_ok=True)  # base/16384
    try:
        return open(path, "xb", opener=_private)
    except FileExistsError:
        raise duplicate(path.name, "data directory") from None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class Pages:
    """Counts the pages of zeros that are followed by others, as bytes go by.

    PostgreSQL takes such a page for an empty one, although rows may have been lost.
    """

    def __init__(self) -> None:
        self.lost = 0
        self._waiting = 0
        self._rest = b""

    def see(self, piece: bytes) -> None:
        data = self._rest + piece if self._rest else piece
        whole = len(data) // PAGE * PAGE
        for at in range(0, whole, PAGE):
            if data[at : at + 24] == HEADER:
                self._waiting += 1
            elif self._waiting:
                self.lost += self._waiting
                self._waiting = 0
        self._rest = data[whole:]
