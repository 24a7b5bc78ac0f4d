"""How much may come out of a file that a stranger made."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from files.errors import CHECK_SOURCE, Refused
from files.types import Tick

GIB = 1024**3


@dataclass(frozen=True)
class Limits:
    """What the caller allows; its tick raises when time is up."""

    max_output: int  # bytes: the free disk space less the reserve
    ratio: int = 200  # of output to input …
    ratio_after: int = GIB  # … which is not checked before this much came out
    max_members: int = 200_000
    max_depth: int = 20
    max_wrappers: int = 3


class Meter:
    """Counts the bytes going in and coming out, and stops when they are too many."""

    def __init__(self, limits: Limits, tick: Tick) -> None:
        self.limits = limits
        self.consumed = 0  # bytes of the packed file
        self.members = 0
        self.passes = 1  # how many times the file is read
        self._done = 0
        self._tick = tick

    def read(self, count: int) -> None:
        self.consumed += count
        self.read_again(count)

    def read_again(self, count: int) -> None:
        self._done += count
        # A zip within another wrapper is read again when its part is done.
        self._tick(min(self._done // self.passes, self.consumed))

    def watch(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Pass on the unpacked pieces, as long as they are not too many."""
        output = 0
        reported = 0
        for piece in pieces:
            output += len(piece)
            self.check(output)
            if output - reported >= GIB // 1024:
                reported = output
                self.read_again(0)  # a bomb gives much for little input
            yield piece

    def check(self, output: int) -> None:
        limits = self.limits
        if output > limits.max_output:
            raise Refused(
                "too_large",
                "Unpacked, this file is larger than the free disk space "
                f"({readable_size(limits.max_output)}). Free some space or use a "
                "larger disk.",
            )
        if output > limits.ratio_after and output > limits.ratio * self.consumed:
            raise Refused(
                "bomb",
                f"This file unpacks to more than {limits.ratio} times its size, "
                f"which no real backup does. {CHECK_SOURCE}",
            )

    def member(self) -> None:
        self.members += 1
        if self.members > self.limits.max_members:
            raise Refused(
                "too_many_members",
                f"This archive contains more than {self.limits.max_members:,} files. "
                "Pack only the files that are needed.",
            )


def readable_size(count: int) -> str:
    """For a sentence, as in "1.5 GiB"."""
    amount = float(count)
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if amount < 1024:
            return (
                f"{amount:,.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
            )
        amount /= 1024
    return f"{amount / 1024:,.1f} TiB"
