"""zip, by its central directory, every field of which is checked."""

import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from files.errors import COPY_AGAIN, Refused, damaged, joined
from files.wrappers.limits import Meter
from files.wrappers.members import Member
from files.wrappers.names import duplicate, normal, shown
from files.wrappers.streams import CHUNK, Stream

INPUT = 64 * 1024
END = struct.Struct("<4s4H2LH")
END64 = struct.Struct("<4sQ2H2L4Q")
CENTRAL = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")
LONGEST_DIRECTORY = 64 * 1024 * 1024
LINK = 0o12
SPLIT = "This is one of several parts of a zip archive. Join them and send the whole."
SHARED = (
    "The files in this zip archive share the same bytes, which no ordinary one does. "
    "Pack the files again."
)


@dataclass(frozen=True)
class _Entry:
    name: str
    raw_name: bytes
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    offset: int
    mode: int
    end: int = 0  # where the next one begins


def unzip(file: BinaryIO, meter: Meter) -> Iterator[Member]:
    """The files in a zip, which must be seekable."""
    entries, directory_at = _directory(file, meter)
    entries = _apart(entries, directory_at)
    names: set[str] = set()
    for entry in entries:
        name = normal(entry.name, meter.limits.max_depth)
        if entry.name.endswith(("/", "\\")):
            continue
        if name in names:
            raise duplicate(name)
        names.add(name)
        is_link = entry.mode >> 12 == LINK
        stream = Stream(_contents(file, entry, meter))
        yield Member(name, entry.size, stream, is_link)


def _directory(file: BinaryIO, meter: Meter) -> tuple[list[_Entry], int]:
    count, size, at = _end(file)
    if size > LONGEST_DIRECTORY or count > meter.limits.max_members:
        raise Refused(
            "too_many_members",
            "This zip archive contains far too many files. Pack only the files that "
            "are needed.",
        )
    file.seek(at)
    text = file.read(size)
    entries, place = [], 0
    for _ in range(count):
        entry, place = _entry(text, place)
        meter.member()
        entries.append(entry)
    if place != size:
        raise _damaged()
    return entries, at


def _end(file: BinaryIO) -> tuple[int, int, int]:
    """How many entries, and where their directory is."""
    length = file.seek(0, os.SEEK_END)
    start = max(0, length - END.size - 0xFFFF)
    file.seek(start)
    tail = file.read()
    place = tail.rfind(b"PK\5\6")
    if place < 0 or len(tail) - place < END.size:
        raise Refused(
            "truncated",
            "This zip archive is incomplete, or something was appended to it. "
            f"{COPY_AGAIN}",
        )
    fields = END.unpack_from(tail, place)
    _, disk, first_disk, here, count, size, at, comment = fields
    if place + END.size + comment != len(tail):
        raise joined("zip archive")
    end_at = start + place
    if 0xFFFF in (here, count) or 0xFFFFFFFF in (size, at):
        here, count, size, at, end_at = _end64(file, end_at)
        disk = first_disk = 0
    if disk or first_disk or here != count:
        raise Refused("split_archive", SPLIT)
    if at + size != end_at:
        raise _damaged()
    return count, size, at


def _end64(file: BinaryIO, end_at: int) -> tuple[int, int, int, int, int]:
    if end_at < 20 + END64.size:
        raise _damaged()
    file.seek(end_at - 20)
    mark, _, at, _ = struct.unpack("<4sLQL", file.read(20))
    if mark != b"PK\6\7" or at != end_at - 20 - END64.size:
        raise _damaged()
    file.seek(at)
    fields = END64.unpack(file.read(END64.size))
    if fields[0] != b"PK\6\6" or fields[4] or fields[5]:
        raise _damaged()
    return fields[6], fields[7], fields[8], fields[9], at


def _entry(text: bytes, at: int) -> tuple[_Entry, int]:
    if len(text) - at < CENTRAL.size:
        raise _damaged()
    fields = CENTRAL.unpack_from(text, at)
    mark, _, _, flags, method, _, _, checksum, packed, size = fields[:10]
    name_length, extra_length, comment_length, disk, _, attributes, offset = fields[10:]
    at += CENTRAL.size
    raw_name = text[at : at + name_length]
    extra = text[at + name_length : at + name_length + extra_length]
    after = at + name_length + extra_length + comment_length
    if mark != b"PK\1\2" or after > len(text):
        raise _damaged()
    if disk not in (0, 0xFFFF):
        raise Refused("split_archive", SPLIT)
    size, packed, offset = _large(extra, size, packed, offset)
    name = raw_name.decode("utf-8" if flags & 0x800 else "cp437", "replace")
    mode = attributes >> 16
    return (
        _Entry(name, raw_name, flags, method, checksum, packed, size, offset, mode),
        after,
    )


def _large(extra: bytes, *values: int) -> tuple[int, int, int]:
    """Sizes and an offset that did not fit are in a separate field."""
    numbers: list[int] = []
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, at)
        if tag == 1 and at + 4 + length <= len(extra):
            body = extra[at + 4 : at + 4 + length]
            numbers = list(struct.unpack_from(f"<{len(body) // 8}Q", body))
            break
        at += 4 + length
    filled = []
    for value in values:
        if value == 0xFFFFFFFF:
            if not numbers:
                raise _damaged()
            value = numbers.pop(0)
        filled.append(value)
    size, packed, offset = filled
    return size, packed, offset


def _apart(entries: list[_Entry], directory_at: int) -> list[_Entry]:
    """In zip bombs, many names share the same bytes."""
    ordered = sorted(entries, key=lambda entry: entry.offset)
    ends = [*(entry.offset for entry in ordered[1:]), directory_at]
    for entry, end in zip(ordered, ends, strict=False):
        if entry.offset + LOCAL.size + len(entry.raw_name) + entry.packed > end:
            if end == directory_at:
                raise _damaged()
            raise Refused("bomb", SHARED)
    rooms = {entry.offset: end for entry, end in zip(ordered, ends, strict=False)}
    return [replace(entry, end=rooms[entry.offset]) for entry in entries]


def _contents(file: BinaryIO, entry: _Entry, meter: Meter) -> Iterator[bytes]:
    if entry.flags & 0x2041 or entry.method == 99:
        raise Refused(
            "encrypted",
            "This zip archive is protected by a password. Send it without one.",
        )
    if entry.method not in (0, 8):
        raise Refused(
            "zip_method",
            "This zip archive is compressed in an unusual way. Use ordinary zip, gzip "
            "or zstd.",
        )
    _to_data(file, entry)
    checksum = count = 0
    packed = _packed(file, entry, meter)
    for piece in (_inflated if entry.method else _stored)(packed, entry):
        count += len(piece)
        checksum = zlib.crc32(piece, checksum)
        if count > entry.size:
            break
        yield piece
    if count != entry.size or checksum != entry.checksum:
        raise damaged(
            f"“{shown(entry.name)}” in this zip archive", "wrong size or checksum"
        )


def _to_data(file: BinaryIO, entry: _Entry) -> None:
    """Past the local header, which must agree with the directory."""
    file.seek(entry.offset)
    header = file.read(LOCAL.size)
    if len(header) < LOCAL.size:
        raise _damaged()
    mark, _, flags, method, _, _, _, _, _, name_length, extra = LOCAL.unpack(header)
    name = file.read(name_length)
    if mark != b"PK\3\4" or name != entry.raw_name or method != entry.method:
        raise _damaged()
    if (flags ^ entry.flags) & 0x41:
        raise _damaged()
    if file.seek(extra, os.SEEK_CUR) + entry.packed > entry.end:
        raise Refused("bomb", SHARED)


def _packed(file: BinaryIO, entry: _Entry, meter: Meter) -> Iterator[bytes]:
    """Other members may be read in between, so the position is kept here."""
    place, unread = file.tell(), entry.packed
    while unread:
        file.seek(place)
        piece = file.read(min(unread, INPUT))
        if not piece:
            raise _damaged()
        place += len(piece)
        unread -= len(piece)
        meter.read_again(len(piece))
        yield piece


def _stored(packed: Iterator[bytes], entry: _Entry) -> Iterator[bytes]:
    if entry.packed != entry.size:
        raise _damaged()
    yield from packed


def _inflated(packed: Iterator[bytes], entry: _Entry) -> Iterator[bytes]:
    inflate = zlib.decompressobj(wbits=-15)
    try:
        for packed_piece in packed:
            piece = packed_piece
            while piece and not inflate.eof:
                if output := inflate.decompress(piece, CHUNK):
                    yield output
                piece = inflate.unconsumed_tail
            if inflate.unused_data or (inflate.eof and piece):
                raise _damaged()
        # The rest may be more than one piece.
        while output := inflate.decompress(b"", CHUNK):
            yield output
    except zlib.error:
        raise _damaged() from None
    if not inflate.eof:
        raise _damaged()


def _damaged() -> Refused:
    return damaged("This zip archive", "its parts do not fit together")
