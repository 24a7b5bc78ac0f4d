"""The pieces that a plain dump is cut into."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


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
    rows: int = 0  # so far; complete when the blocks have been read


@dataclass(frozen=True, slots=True)
class Command:
    """A line for psql, which is never obeyed."""

    name: str  # \restrict, \connect, \!
    rest: str
    line: int


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment between two statements."""

    text: str
    line: int


Piece = Statement | Copy | Command | Remark
