"""Numbers and texts of pg_dump's archives, with a cap on each length."""

from typing import BinaryIO

from files.errors import Refused

BUFFER = 256 * 1024
MOST_TEXT = 64 * 1024 * 1024
LENGTH = 5  # what its own length takes


class Reader:
    """Reads forward through a table of contents that nobody vouches for."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._buffer = b""
        self._at = 0
        self._before = 0  # bytes that came before the buffer
        self._text = 0
        self.needs = 0  # of all entries
        self.int_size = 4
        self.offset_size = 8

    @property
    def position(self) -> int:
        return self._before + self._at

    def take(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._buffer):
            self._fill(size)
            end = size
        taken = self._buffer[self._at : end]
        self._at = end
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        """A sign, and then four bytes beginning with the lowest."""
        taken = self.take(1 + self.int_size)
        number = int.from_bytes(taken[1:], "little")
        return -number if taken[0] else number

    def text(self) -> bytes | None:
        size = self.number()
        if size < 0:
            if size != -1:
                raise damaged("a length in it is negative")
            return None
        self._text += size + LENGTH
        if self._text > MOST_TEXT:
            raise Refused(
                "too_large",
                "The table of contents of this dump is larger than 64 MiB: "
                "no appliance has so much.",
            )
        taken = self.take(size)
        if b"\0" in taken:
            raise damaged("a text in it is cut by a NUL")
        return taken

    def _fill(self, size: int) -> None:
        """Keep what is unread, and read more; short only when the file is."""
        kept = self._buffer[self._at :]
        self._before += self._at
        self._buffer = kept + self._file.read(max(size - len(kept), BUFFER))
        self._at = 0
        if len(self._buffer) < size:
            raise Refused(
                "truncated",
                "This dump is cut off in its table of contents: copy it again.",
            )


def damaged(why: str) -> Refused:
    return Refused(
        "damaged", f"This dump is damaged: {why}. Copy it again, or make a new one."
    )
