"""Groups of processes, known for certain: a process's number alone is not."""

import contextlib
import os
import signal
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROC = Path("/proc")
GROUP, SESSION, STARTED = 2, 3, 19  # in /proc/PID/stat, after the name


@dataclass(frozen=True)
class Group:
    leader: int
    started: int  # in clock ticks since the boot

    @classmethod
    def led_by(cls, pid: int) -> "Group":
        return cls(pid, started(pid))

    def signal(self, number: int) -> None:
        """Nobody takes the number as long as the group has a member."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.leader, number)

    def kill_leftovers(self) -> int:
        """Kill what is left of it, long after; how many there were.

        The leader may be gone, and its number another's by now. A process belongs to
        us when it is in the session of that number and not older than the leader was,
        while the process that has the number now, if any, leads no new one.
        """
        now = started(self.leader)
        if now not in (0, self.started):
            return 0
        members = [pid for pid, since in self.members() if since >= self.started]
        for pid in members:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        return len(members)

    def members(self) -> Iterator[tuple[int, int]]:
        for place in PROC.glob("[0-9]*"):
            fields = stat(int(place.name))
            if fields and fields[0] not in "ZX" and int(fields[SESSION]) == self.leader:
                yield int(place.name), int(fields[STARTED])


def stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; none when there is no such."""
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def user_of(pid: int) -> int | None:
    """The directory in /proc is root's as soon as a program does not want a dump."""
    try:
        text = (PROC / str(pid) / "status").read_text(errors="replace")
    except OSError:
        return None
    return int(text.partition("\nUid:")[2].split()[0])


def started(pid: int) -> int:
    fields = stat(pid)
    return int(fields[STARTED]) if fields else 0


@cache
def host() -> str:
    return socket.gethostname()


@cache
def boot() -> str:
    """Changes with each start of the system; 36 characters."""
    try:
        return (PROC / "sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""
