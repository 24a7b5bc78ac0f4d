"""What a plain dump is cut into, and why it may be refused meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from files.errors import Refused


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Statement:
    text: bytes  # with its closing semicolon
    line: int


@dataclass(slots=True)
class Copy:
    """COPY … FROM stdin; `blocks` is its data, without the closing line."""

    text: bytes
    line: int
    blocks: Iterator[bytes]
    rows: int = 0  # lines seen so far; complete when the blocks are read


@dataclass(frozen=True, slots=True)
class Command:
    """A line for psql, which nobody obeys."""

    name: str  # \restrict, \connect, \!
    rest: str
    line: int


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment between two statements."""

    text: str
    line: int


Piece = Statement | Copy | Command | Remark


def truncated() -> Refused:
    return Refused(
        "truncated",
        "The dump ends too early: the file is incomplete. Copy it or make it again.",
    )


def line_ends() -> Refused:
    return Refused(
        "line_ends",
        "The dump's line ends were changed to CR LF on its way, which damages data: "
        "copy it again as it is (in binary mode).",
    )


def unsafe_inside(line: int) -> Refused:
    return Refused(
        "unsafe",
        f"The statement in line {line} of the dump is not one that pg_dump writes.",
    )


def too_long(line: int) -> Refused:
    return Refused(
        "too_large",
        f"The statement in line {line} of the dump is longer than 32 MiB: make the "
        "backup again without --inserts, or with fewer rows per INSERT.",
    )
