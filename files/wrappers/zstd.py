"""zstd, block by block, as one block unpacks to at most 128 KiB.

The library's own readers either unpack a piece of input without bound, or ignore a
missing end. So the frames are walked here.
"""

import struct
from collections.abc import Iterator

import zstandard

from files.errors import Refused, damaged, joined, truncated
from files.wrappers.streams import Stream

MAGIC = b"\x28\xb5\x2f\xfd"
MAX_WINDOW = 128 * 1024 * 1024
BLOCK = 128 * 1024
AT_ONCE = 8  # blocks, so that a piece is at most 1 MiB


def is_skippable(head: bytes) -> bool:
    return len(head) >= 4 and head[1:4] == b"\x2a\x4d\x18" and head[0] & 0xF0 == 0x50


def has_checksum(head: bytes) -> bool:
    """Checksums are optional, and some programs write none."""
    return len(head) > 4 and head[:4] == MAGIC and bool(head[4] & 4)


def unzstd(source: Stream) -> Iterator[bytes]:
    """The contents of all frames, one after the other."""
    frames = 0
    while head := source.peek(4):
        if head == MAGIC:
            yield from _frame(source)
            frames += 1
        elif is_skippable(head):
            _skip(source)
        elif frames or len(head) == 4:
            raise joined("zstd data")
        else:
            raise _truncated()


def _frame(source: Stream) -> Iterator[bytes]:
    header, checksum = _header(source)
    decompressor = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW)
    frame = decompressor.decompressobj()
    pending, count, last = header, 0, False
    try:
        while not last:
            block, last = _block(source)
            pending += block
            count += 1
            if last and checksum:
                pending += _take(source, 4)
            if last or count == AT_ONCE:
                if piece := frame.decompress(pending):
                    yield piece
                pending, count = b"", 0
    except zstandard.ZstdError:
        raise damaged("This file", "its zstd data can't be read") from None
    if not frame.eof:
        raise damaged("This file", "its zstd data has no end")


def _header(source: Stream) -> tuple[bytes, bool]:
    """The frame's header, and whether a checksum follows the last block."""
    start = source.peek(5)
    if len(start) < 5:
        raise _truncated()
    flags = start[4]
    single, dictionary = flags & 0x20, (0, 1, 2, 4)[flags & 3]
    content = (1 if single else 0, 2, 4, 8)[flags >> 6]
    header = _take(source, 5 + (0 if single else 1) + dictionary + content)
    if any(header[len(header) - content - dictionary : len(header) - content]):
        raise Refused(
            "damaged",
            "This file was compressed with a zstd dictionary, which is missing. "
            "Compress it again without one.",
        )
    if single:
        window = int.from_bytes(header[-content:], "little")
        window += 256 if content == 2 else 0
    else:
        base = 1 << (10 + (header[5] >> 3))
        window = base + (base >> 3) * (header[5] & 7)
    if window > MAX_WINDOW:
        raise Refused(
            "window",
            "Unpacking this zstd file needs more than 128 MiB of memory. Compress it "
            "again without --ultra or --long.",
        )
    return header, bool(flags & 4)


def _block(source: Stream) -> tuple[bytes, bool]:
    head = _take(source, 3)
    number = int.from_bytes(head, "little")
    last, kind, size = bool(number & 1), number >> 1 & 3, number >> 3
    if kind == 3 or size > BLOCK:
        raise damaged("This file", "invalid zstd block")
    return head + _take(source, 1 if kind == 1 else size), last


def _skip(source: Stream) -> None:
    (size,) = struct.unpack("<I", _take(source, 8)[4:])
    while size:
        piece = source.read(min(size, BLOCK))
        if not piece:
            raise _truncated()
        size -= len(piece)


def _take(source: Stream, size: int) -> bytes:
    data = source.exactly(size)
    if len(data) < size:
        raise _truncated()
    return data


def _truncated() -> Refused:
    return truncated("This file", "its zstd data ends early")
