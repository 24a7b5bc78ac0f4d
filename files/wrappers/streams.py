"""Bytes that come piece by piece, and can be looked at before they are read."""

import io
from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 1024 * 1024


class Stream(io.RawIOBase):
    """A stream made of pieces, none of which is larger than a few MiB."""

    def __init__(self, pieces: Iterator[bytes], file: BinaryIO | None = None) -> None:
        super().__init__()
        self._file = file
        self._pieces = pieces
        self._piece = b""
        self._at = 0

    def readable(self) -> bool:
        return True

    def peek(self, size: int) -> bytes:
        """The next bytes, fewer only at the end; they stay unread."""
        while len(self._piece) - self._at < size:
            more = next(self._pieces, b"")
            if not more:
                break
            self._piece = self._piece[self._at :] + more
            self._at = 0
        return self._piece[self._at : self._at + size]

    def read(self, size: int | None = -1, /) -> bytes:
        """The bytes at hand, at most `size`; none only at the end."""
        if size is None or size < 0:
            return super().read(-1) or b""
        if self._at >= len(self._piece):
            self._piece, self._at = next(self._pieces, b""), 0
        data = self._piece[self._at : self._at + size]
        self._at += len(data)
        return data

    def readinto(self, buffer: "memoryview | bytearray", /) -> int:  # type: ignore[override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def exactly(self, size: int) -> bytes:
        """Exactly `size` bytes, fewer only at the end."""
        data = self.peek(size)
        self._at += len(data)
        return data

    def drain(self) -> int:
        """Read to the end, so that everything in it is checked."""
        count = 0
        while piece := self.read(CHUNK):
            count += len(piece)
        return count

    def close(self) -> None:
        close = getattr(self._pieces, "close", None)
        if close:
            close()
        if self._file:
            self._file.close()
        super().close()


def of_file(file: BinaryIO, size: int = CHUNK) -> Iterator[bytes]:
    while piece := file.read(size):
        yield piece
