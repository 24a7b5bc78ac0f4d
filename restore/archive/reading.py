"""Numbers and texts in pg_dump's archives, each of limited length."""

from struct import Struct
from typing import BinaryIO

from files.errors import Refused, damaged, truncated
from restore.sql.refusals import RIGHT_FILE

BUFFER = 256 * 1024
MOST_TEXT = 64 * 1024 * 1024
NUMBER = Struct("<?I")  # a sign, then four bytes beginning with the lowest


class TocReader:
    """Reads forward through a table of contents, which may be forged."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._buffer = b""
        self._at = 0
        self._before = 0  # bytes that came before the buffer
        self._text = 0
        self.needs = 0  # of all entries
        self.offset_size = 8

    @property
    def position(self) -> int:
        return self._before + self._at

    def take(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._buffer):
            self._fill(size)
            end = size
        data = self._buffer[self._at : end]
        self._at = end
        return data

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        if self._at + NUMBER.size > len(self._buffer):
            self._fill(NUMBER.size)
        negative, number = NUMBER.unpack_from(self._buffer, self._at)
        self._at += NUMBER.size
        return -number if negative else number

    def text(self) -> bytes | None:
        size = self.number()
        if size < 0:
            if size != -1:
                raise damaged_dump("negative length")
            return None
        self._text += size + NUMBER.size
        if self._text > MOST_TEXT:
            raise Refused(
                "too_large",
                "The table of contents of this dump is larger than 64 MiB, which is "
                f"more than any appliance needs. {RIGHT_FILE}",
            )
        text = self.take(size)
        if b"\0" in text:
            raise damaged_dump("a text contains a NUL character")
        return text

    def _fill(self, size: int) -> None:
        """Keep the unread bytes, and read more."""
        kept = self._buffer[self._at :]
        self._before += self._at
        self._buffer = kept + self._file.read(max(size - len(kept), BUFFER))
        self._at = 0
        if len(self._buffer) < size:
            raise truncated("This dump", "it ends within its table of contents")


def damaged_dump(detail: str) -> Refused:
    return damaged("This dump", detail)
