"""Does a table's file in a directory archive end as pg_dump ends it?

pg_restore does not check. From a file that was cut off it loads the rows up to
there without a complaint, unless the file is compressed with gzip.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

END = b"\\.\n\n\n"
ZSTD, LZ4 = b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18"
SHORTEST_GZIP = 18


class _Cut(Exception):  # noqa: N818
    pass


def is_whole(path: Path) -> bool:
    """Looks at the ends of blocks only, which takes next to no time."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        if frame := _FRAMES.get(path.suffix):
            return size > 0 and _consists_of(frame, file, size)
        if path.suffix == ".gz":  # pg_restore notices any other loss
            return size >= SHORTEST_GZIP
        file.seek(max(size - len(END), 0))
        return file.read() == END


def _consists_of(frame: Callable[[BinaryIO], None], file: BinaryIO, size: int) -> bool:
    file.seek(0)
    try:
        while file.tell() < size:
            frame(file)
    except _Cut:
        return False
    return file.tell() == size


def _zstd(file: BinaryIO) -> None:
    head = _take(file, 5)
    if head[:4] != ZSTD:
        raise _Cut
    flags = head[4]
    single = flags >> 5 & 1
    _skip(file, (1 - single) + (0, 1, 2, 4)[flags & 3] + (single, 2, 4, 8)[flags >> 6])
    last = 0
    while not last:
        block = int.from_bytes(_take(file, 3), "little")
        last, repeated, length = block & 1, block >> 1 & 3 == 1, block >> 3
        _skip(file, 1 if repeated else length)
    _skip(file, 4 * (flags >> 2 & 1))


def _lz4(file: BinaryIO) -> None:
    head = _take(file, 6)
    if head[:4] != LZ4:
        raise _Cut
    flags = head[4]
    _skip(file, 8 * (flags >> 3 & 1) + 4 * (flags & 1) + 1)
    while length := int.from_bytes(_take(file, 4), "little") & 0x7FFF_FFFF:
        _skip(file, length + 4 * (flags >> 4 & 1))
    _skip(file, 4 * (flags >> 2 & 1))


def _take(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise _Cut
    return data


def _skip(file: BinaryIO, size: int) -> None:
    """Perhaps beyond the end; then the next _take fails."""
    file.seek(size, os.SEEK_CUR)


_FRAMES = {".lz4": _lz4, ".zst": _zstd}
