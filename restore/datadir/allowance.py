"""What all programs that work on a data directory may use together."""

import shutil
import time
from pathlib import Path

from embedded.programs.groups import Group
from embedded.sandbox.usage import Usage, all_memory, free_memory, usage_of
from files.errors import Refused
from files.wrappers.limits import readable_size

from .advice import DUMP_INSTEAD
from .unpack import disk_full

MIB, GIB = 1024**2, 1024**3
EVERY = 1.0  # seconds
PROCESSES = 40  # with ours around them; there are about twenty
CORES, HEAD_START = 4, 60.0  # on average; seconds of each that are left out of it


class Allowance:
    """Looked at by whoever waits for one of the programs.

    The first refusal stands for all: programs that end because of it give reasons of
    their own.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder, self.limit = folder, limit
        free = shutil.disk_usage(folder).free
        self.room_kept = max(free - limit, 0) // 2  # bytes that stay free on the disk
        self.memory = most_memory()
        self.memory_kept = min(free_memory() // 4, 256 * MIB)
        self.groups: list[Group] = []
        self.began = self.due = time.monotonic()
        self.refusal: Refused | None = None

    def add(self, group: Group) -> None:
        self.groups.append(group)

    def check(self) -> None:
        self.refusal = self.refusal or self.look()
        if self.refusal:
            raise self.refusal

    def look(self) -> Refused | None:
        if shutil.disk_usage(self.folder).free < self.room_kept:
            return disk_full(self.limit)
        if (now := time.monotonic()) < self.due:
            return None
        self.due = now + EVERY
        if free_memory() < self.memory_kept:
            return SHORT
        return self.judge(usage_of(self.groups), now - self.began)

    def judge(self, usage: Usage, seconds: float) -> Refused | None:
        if len(usage.members) > PROCESSES:
            return too_much(f"started more than {PROCESSES} programs at once")
        if usage.seconds > CORES * (seconds + HEAD_START):
            return too_much(f"kept more than {CORES} processors busy")
        if usage.most_memory > self.memory and usage.memory() > self.memory:
            return too_much(f"needed more than {readable_size(self.memory)} of memory")
        return None


def most_memory() -> int:
    """A quarter of the machine's, but 1 to 4 GiB."""
    return min(max(all_memory() // 4, GIB), 4 * GIB)


def too_much(what: str) -> Refused:
    return Refused(
        "too_much",
        f"Opening this data directory {what}, so it was stopped. {DUMP_INSTEAD}",
    )


SHORT = Refused(
    "interrupted",
    "The worker is short of memory, so opening this data directory was stopped. Free "
    "some memory there, then try again.",
)
