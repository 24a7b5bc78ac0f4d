"""Back to something inside of wrappers that were looked through before."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from files.errors import Refused
from files.wrappers.gunzip import gunzip
from files.wrappers.limits import Limits, Meter
from files.wrappers.members import Member
from files.wrappers.streams import Stream, of_file
from files.wrappers.untar import untar
from files.wrappers.unzip import unzip
from files.wrappers.zstd import unzstd

LIMITS = Limits(max_output=2**62)  # its size is known by now


def follow(path: Path, way: tuple[tuple[str, str], ...]) -> Stream:
    """The bytes at the end of the way; closing them closes the file."""
    file = path.open("rb")
    try:
        return Stream(iter(_chunks(walk(file, way))), file)
    except BaseException:
        file.close()
        raise


def walk(file: BinaryIO, way: tuple[tuple[str, str], ...]) -> Stream:
    stream = Stream(of_file(file))
    for kind, name in way:
        if kind in ("zip", "tar"):
            stream = _member(members(kind, stream, file), name)
        else:
            stream = unwrapped(kind, stream)
    return stream


def members(kind: str, stream: Stream, file: BinaryIO) -> Iterator[Member]:
    """A zip is read from its end, so it is always a file."""
    meter = Meter(LIMITS, _nobody)
    return unzip(file, meter) if kind == "zip" else untar(stream, meter)


def unwrapped(kind: str, stream: Stream) -> Stream:
    return Stream((unzstd if kind == "zstd" else gunzip)(stream))


def _member(found: Iterable[Member], name: str) -> Stream:
    for member in found:
        if member.name == name:
            return member.stream
    raise Refused("changed", "This file was changed while it was read.")


def _chunks(stream: Stream) -> Iterable[bytes]:
    read: Callable[[], bytes] = lambda: stream.read(1024 * 1024)  # noqa: E731
    return iter(read, b"")


def _nobody(_: int) -> None:
    pass
