"""What the programs in a sandbox use together, as seen from outside of it."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from embedded.processes import pids
from embedded.programs.groups import PROC, STARTED, Group, stat, user_of

PARENT, THREADS, PAGES = 1, 17, 21  # in /proc/PID/stat, after the name
TIMES = slice(11, 15)
PAGE, TICKS = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")
KIB = 1024
SIZE = re.compile(r"^(\w+):\s+([0-9]+) kB$", re.MULTILINE)


@dataclass(frozen=True)
class Usage:
    members: frozenset[int]
    most_memory: int  # bytes; what several share is counted for each
    seconds: float  # of processors

    def memory(self) -> int:
        """What several share is counted once. Takes a moment."""
        return sum(map(memory_of, self.members))


def usage_of(groups: Iterable[Group]) -> Usage:
    """Of these groups' leaders and all that come from them, wherever they went."""
    table = {pid: fields for pid in pids() if (fields := stat(pid))}
    leaders = {g.leader for g in groups if is_there(g, table)}
    members = descended(leaders, table)
    family = [table[pid] for pid in members]
    return Usage(
        members,
        sum(int(fields[PAGES]) for fields in family) * PAGE,
        sum(int(ticks) for fields in family for ticks in fields[TIMES]) / TICKS,
    )


def is_there(group: Group, table: Mapping[int, list[str]]) -> bool:
    fields = table.get(group.leader)
    return fields is not None and int(fields[STARTED]) == group.started


def descended(leaders: Iterable[int], table: Mapping[int, list[str]]) -> frozenset[int]:
    children: dict[int, list[int]] = {}
    for pid, fields in table.items():
        children.setdefault(int(fields[PARENT]), []).append(pid)
    family, new = set[int](), list(leaders)
    while new:
        pid = new.pop()
        if pid not in family:
            family.add(pid)
            new += children.get(pid, [])
    return frozenset(family)


def count_of(uid: int) -> int:
    """How many threads run as this account, which is what the system limits."""
    table = (stat(pid) for pid in pids() if user_of(pid) == uid)
    return sum(int(fields[THREADS]) for fields in table if fields)


def memory_of(pid: int) -> int:
    """Its share, or all that it has mapped, where it keeps us from looking closer."""
    place = PROC / str(pid)
    sizes = sizes_in(place / "smaps_rollup") or sizes_in(place / "status")
    return sizes.get("Pss", sizes.get("VmRSS", 0))


def free_memory() -> int:
    """Of the whole machine, for whoever needs it next."""
    return sizes_in(PROC / "meminfo").get("MemAvailable", 0)


def all_memory() -> int:
    return os.sysconf("SC_PHYS_PAGES") * PAGE


def sizes_in(file: Path) -> dict[str, int]:
    """Lines such as “Pss:  12 kB”, in bytes. Empty when it may not be read."""
    try:
        text = file.read_text(errors="replace")
    except OSError:
        return {}
    return {name: int(size) * KIB for name, size in SIZE.findall(text)}
