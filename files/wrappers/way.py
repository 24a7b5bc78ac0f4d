"""Read a content inside wrappers again, once the way to it is known."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from files.errors import Refused
from files.wrappers.gunzip import gunzip
from files.wrappers.limits import Limits, Meter
from files.wrappers.members import Member, Way
from files.wrappers.streams import Stream, of_file
from files.wrappers.untar import untar
from files.wrappers.unzip import unzip
from files.wrappers.zstd import unzstd

LIMITS = Limits(max_output=2**62)  # its size has been checked before


def follow(path: Path, way: Way) -> Stream:
    """The bytes at the end of the way; closing the stream closes the file."""
    file = path.open("rb")
    try:
        return Stream(iter(_chunks(walk(file, way))), file)
    except BaseException:
        file.close()
        raise


def walk(file: BinaryIO, way: Way) -> Stream:
    stream = Stream(of_file(file))
    for kind, name in way:
        if kind in ("zip", "tar"):
            stream = _member(members(kind, stream, file), name)
        else:
            stream = unwrapped(kind, stream)
    return stream


def members(kind: str, stream: Stream, file: BinaryIO) -> Iterator[Member]:
    """A zip is read from its end, so it is always a file."""
    meter = Meter(LIMITS, _ignore)
    return unzip(file, meter) if kind == "zip" else untar(stream, meter)


def unwrapped(kind: str, stream: Stream) -> Stream:
    return Stream((unzstd if kind == "zstd" else gunzip)(stream))


def _member(candidates: Iterable[Member], name: str) -> Stream:
    for member in candidates:
        if member.name == name:
            return member.stream
    raise Refused(
        "changed", "This file was changed while it was being read. Try again."
    )


def _chunks(stream: Stream) -> Iterable[bytes]:
    read: Callable[[], bytes] = lambda: stream.read(1024 * 1024)  # noqa: E731
    return iter(read, b"")


def _ignore(_: int) -> None:
    pass
