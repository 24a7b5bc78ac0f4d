"""Go through the wrappers of a file and find the PostgreSQL backup inside.

A content that must be seekable, or that is many files, is written into the work
folder under names chosen here; nothing else is written.
"""

import errno
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from files.errors import Refused
from files.wrappers.cluster import ClusterFiles
from files.wrappers.gunzip import gunzip
from files.wrappers.limits import Meter
from files.wrappers.members import Member, Way
from files.wrappers.names import is_junk, shown
from files.wrappers.recognise import (
    HEAD,
    WRAPPERS,
    Recognised,
    not_a_backup,
    recognise,
)
from files.wrappers.streams import CHUNK, Stream
from files.wrappers.untar import untar
from files.wrappers.unzip import unzip
from files.wrappers.zstd import has_checksum, unzstd

# The files of pg_dump's directory format; toc.dat may come later or be missing.
PART = re.compile(
    r"toc\.dat|\d{1,10}\.dat(?:\.gz|\.lz4|\.zst)?"
    r"|blobs(?:_\d{1,10})?\.toc(?:\.gz|\.lz4|\.zst)?"
    r"|blob_\d{1,10}\.dat(?:\.gz|\.lz4|\.zst)?"
)
BASE_BACKUP = re.compile(r"(?:^|/)(?:base|pg_wal|\d+)\.tar(?:\.gz|\.zst)?$")
HOME = "data directory"
OFFICE = ("[Content_Types].xml", "mimetype")
WHOLE_SERVER = (
    "This is a dump of a whole server, made by pg_dumpall. Send a dump of one "
    "database, made with pg_dump -Fc."
)
ONLY_CONTENTS = (
    "This is only the table of contents (toc.dat) of a dump in directory format. Pack "
    "the whole folder with tar."
)
HALF_A_HOME = (
    "This looks like a PostgreSQL data directory, but PG_VERSION or global/pg_control "
    "is missing. Pack the whole directory."
)


@dataclass(frozen=True)
class Payload:
    """A dump or a data directory inside the wrappers."""

    kind: str  # "archive", "toc", "plain", "data directory"
    name: str
    size: int
    way: Way
    path: Path | None = None  # of the copy in the work folder …
    start: int = 0  # … and how many wrappers had been undone for it
    head: bytes = b""


@dataclass
class Explorer:
    work: Path
    meter: Meter
    payloads: list[Payload] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)  # other files, which are ignored
    refusals: list[Refused] = field(default_factory=list)
    links: list[Refused] = field(default_factory=list)
    checked: bool = False  # by a wrapper's checksum
    written: int = 0
    _made: int = 0

    def look(self, stream: Stream, name: str, way: Way = ()) -> None:
        """Recognise this stream, and read it to its end."""
        head = stream.peek(HEAD)
        recognised = recognise(head)
        if recognised.kind in WRAPPERS:
            self._unwrap(recognised.kind, stream, name, way)
        elif recognised.kind == "archive":
            self._archive(stream, name, way, head)
        elif recognised.kind == "plain":
            self._add(Payload("plain", name, stream.drain(), way, head=head))
        else:
            self._refuse(recognised, name)
            stream.drain()

    def look_into_zip(self, file: BinaryIO, name: str, way: Way = ()) -> None:
        """A zip that is already a file on disk."""
        self.checked = True
        self._members(unzip(file, self.meter), "zip", name, way)

    def _archive(self, stream: Stream, name: str, way: Way, head: bytes) -> None:
        """pg_restore needs it seekable; without wrappers the file itself is."""
        path = self._place("dump") if way else None
        size = self._write(stream, path) if path else stream.drain()
        self._add(Payload("archive", name, size, way, path, head=head))

    def _unwrap(self, kind: str, stream: Stream, name: str, way: Way) -> None:
        self._check_wrappers(name, way)
        if kind == "tar":
            self._members(untar(stream, self.meter), kind, name, way)
        elif kind == "zip":
            path = self._place("zip")
            self._write(stream, path)
            before = len(self.payloads)
            with path.open("rb") as file:
                self.look_into_zip(file, name, way)
            if self.payloads[before:] and self.payloads[-1].kind in ("plain", HOME):
                last = self.payloads[-1]
                self.payloads[-1] = replace(last, path=path, start=len(way))
            else:
                path.unlink()
        else:
            if kind == "gzip" or has_checksum(stream.peek(5)):
                self.checked = True
            pieces = (unzstd if kind == "zstd" else gunzip)(stream)
            inner = Stream(self.meter.watch(pieces))
            self.look(inner, _without_ending(name), (*way, (kind, "")))
            stream.drain()

    def _check_wrappers(self, name: str, way: Way) -> None:
        most = self.meter.limits.max_wrappers
        if any(map(BASE_BACKUP.search, [name, *(inner for _, inner in way)])):
            most += 2  # pg_basebackup itself packs tars
        if len(way) >= most:
            names = ", ".join(kind for kind, _ in way)
            raise Refused(
                "too_many_wrappers",
                f"This file is wrapped more than {most} times ({names}, …). "
                "Unpack it and send the file inside.",
            )

    def _members(
        self, members: Iterable[Member], kind: str, name: str, way: Way
    ) -> None:
        """One archive of files; those in one folder may belong together."""
        folders: dict[str, Folder] = {}
        cluster = ClusterFiles()
        for member in members:
            if kind == "zip" and member.name in OFFICE:
                raise Refused("not_a_backup", not_a_backup("an Office document"))
            inner = (*way, (kind, member.name))
            folder, _, base = member.name.rpartition("/")
            if member.link:
                self._note_link(member)
            elif is_junk(member.name) or cluster.takes(member):
                self._watched(member, kind).drain()
            elif PART.fullmatch(base):
                place = folders.setdefault(folder, Folder(self._place("parts")))
                self._part(place, member, base)
            else:
                self.look(self._watched(member, kind), member.name, inner)
        self._folders(folders, kind, name, way)
        if cluster.is_cut:
            self.refusals.append(Refused("incomplete", HALF_A_HOME))
        for home in cluster.complete():
            inner = (*way, (kind, home.prefix))
            name = home.prefix or name
            self._add(Payload(HOME, name, home.size, inner, head=home.version))

    def _watched(self, member: Member, kind: str) -> Stream:
        """A zip's members are unpacked, a tar's are only cut out."""
        if kind == "zip":
            return Stream(
                self.meter.watch(iter(lambda: member.stream.read(CHUNK), b""))
            )
        return member.stream

    def _part(self, place: "Folder", member: Member, base: str) -> None:
        place.path.mkdir(exist_ok=True)
        if base == "toc.dat":
            place.head = member.stream.peek(HEAD)
            place.toc = member.name
        place.size += self._write(member.stream, place.path / base)

    def _folders(
        self, folders: dict[str, "Folder"], kind: str, outer: str, way: Way
    ) -> None:
        for inside, folder in folders.items():
            name = inside or outer
            if folder.toc and recognise(folder.head).kind == "toc":
                inner = (*way, (kind, folder.toc))
                self._add(
                    Payload(
                        "toc", name, folder.size, inner, folder.path, head=folder.head
                    )
                )
            else:
                self.refusals.append(
                    Refused(
                        "incomplete",
                        f"The folder “{shown(name)}” in this archive looks like a dump "
                        "in directory format, but its toc.dat is missing. Pack the "
                        "whole folder.",
                    )
                )

    def _note_link(self, member: Member) -> None:
        """A data directory may contain links; they are never followed here."""
        sentence = (
            f"This archive contains a link (“{shown(member.name)}”), which no dump "
            "needs. Pack the files themselves."
        )
        self.links = self.links or [Refused("link", sentence)]

    def _refuse(self, recognised: Recognised, name: str) -> None:
        if recognised.kind == "cluster":
            raise Refused("cluster_dump", WHOLE_SERVER)
        if recognised.kind == "toc":
            self.refusals.append(Refused("incomplete", ONLY_CONTENTS))
            return
        self.refusals.append(Refused(recognised.code, recognised.sentence))
        if recognised.code != "incomplete":
            self.beside.append(name)

    def _add(self, payload: Payload) -> None:
        for other in self.payloads:
            raise Refused(
                "two_dumps",
                f"This archive contains two backups, “{shown(other.name)}” and "
                f"“{shown(payload.name)}”. Send only one of them.",
            )
        self.payloads.append(payload)

    def _place(self, stem: str) -> Path:
        self._made += 1
        return self.work / f"{stem}-{self._made}"

    def _write(self, stream: Stream, path: Path) -> int:
        return write_pieces(self._counted(stream), path)

    def _counted(self, stream: Stream) -> Iterator[bytes]:
        while piece := stream.read(CHUNK):
            self.written += len(piece)
            self.meter.check(self.written)
            yield piece


@dataclass
class Folder:
    path: Path
    toc: str = ""
    head: bytes = b""
    size: int = 0


def write_pieces(pieces: Iterable[bytes], path: Path) -> int:
    """The bytes written; Refused when the disk is full."""
    count = 0
    try:
        with path.open("xb") as file:
            for piece in pieces:
                file.write(piece)
                count += len(piece)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise Refused(
            "disk_full",
            "The disk is full, so this file could not be unpacked. Free some space, "
            "then try again.",
        ) from None
    return count


def _without_ending(name: str) -> str:
    for ending in (".zst", ".zstd", ".gz", ".tgz"):
        if name.lower().endswith(ending):
            return name[: -len(ending)] + (".tar" if ending == ".tgz" else "")
    return name
