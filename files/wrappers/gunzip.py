"""gzip, member after member; zlib itself checks checksum and length."""

import zlib
from collections.abc import Iterator

from files.errors import damaged, joined, truncated
from files.wrappers.streams import CHUNK, Stream

MAGIC = b"\x1f\x8b"
INPUT = 64 * 1024


def gunzip(source: Stream) -> Iterator[bytes]:
    while head := source.peek(2):
        if head != MAGIC:
            _only_zeros(source)
            return
        yield from _member(source)


def _member(source: Stream) -> Iterator[bytes]:
    inflate = zlib.decompressobj(wbits=31)
    while not inflate.eof:
        piece = source.peek(INPUT)
        if not piece:
            raise truncated("This file", "its gzip data ends early")
        try:
            output = inflate.decompress(piece, CHUNK)
        except zlib.error:
            raise damaged("This file", "its gzip data can't be read") from None
        # At the end both attributes hold the same bytes.
        unread = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
        source.exactly(len(piece) - len(unread))
        if output:
            yield output


def _only_zeros(source: Stream) -> None:
    """Tapes and old tools pad with zeros; anything else was not written by gzip."""
    while piece := source.read(CHUNK):
        if piece.strip(b"\0"):
            raise joined("gzip data")
