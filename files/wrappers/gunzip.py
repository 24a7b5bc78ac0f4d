"""gzip, member after member; zlib itself compares checksum and length."""

import zlib
from collections.abc import Iterator

from files.errors import Refused
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
            raise Refused(
                "truncated",
                "This file is cut off: its gzip data end in the middle. Copy it again.",
            )
        try:
            output = inflate.decompress(piece, CHUNK)
        except zlib.error:
            raise Refused(
                "damaged", "This file is damaged: its gzip data can not be read."
            ) from None
        # At the end both hold the same bytes.
        left = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
        source.exactly(len(piece) - len(left))
        if output:
            yield output


def _only_zeros(source: Stream) -> None:
    """Tapes and old tools fill up with zeros; anything else is not gzip's."""
    while piece := source.read(CHUNK):
        if piece.strip(b"\0"):
            raise Refused(
                "trailing_data",
                "After its gzip data this file goes on with something else: "
                "it was damaged, or two files were joined.",
            )
