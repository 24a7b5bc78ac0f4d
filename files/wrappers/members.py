"""A file in an archive, and the way to it."""

from dataclasses import dataclass

from files.wrappers.streams import Stream

Way = tuple[tuple[str, str], ...]  # (wrapper, name of the member in it)


@dataclass(frozen=True)
class Member:
    name: str  # checked, without leading dots
    size: int
    stream: Stream
    link: bool = False  # symbolic or hard: never followed, never made
