"""What archives of files hold."""

from dataclasses import dataclass

from files.wrappers.streams import Stream


@dataclass(frozen=True)
class Member:
    name: str  # checked, without leading dots
    size: int
    stream: Stream
    link: bool = False  # symbolic or hard: never followed, never made
