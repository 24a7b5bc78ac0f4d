"""Programs of jobs, known by a mark in their environment wherever they went.

A hostile program may take its mark off; walls and accounts are there for those.
"""

import contextlib
import os
import re
import signal
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from embedded.programs.groups import PROC, stat

MARK = "TRACKER_JOB"
VALUE = re.compile(rb"(?:^|\0)TRACKER_JOB=([0-9a-f-]{36})/([0-9]{1,18})(?:\0|$)")

Attempt = tuple[UUID, int]  # a job and its fence


def mark(job: UUID, fence: int) -> str:
    return f"{job}/{fence}"


def marked_processes() -> dict[Attempt, list[int]]:
    """On this host, as far as we may look into them."""
    found: dict[Attempt, list[int]] = defaultdict(list)
    for place in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError):
            if match := VALUE.search((place / "environ").read_bytes()):
                found[UUID(match[1].decode()), int(match[2])].append(int(place.name))
    return found


def kill(pids: Iterable[int]) -> int:
    """All are stopped first, so that none begins another. How many there were."""
    living = [pid for pid in pids if stat(pid)[:1] not in ([], ["Z"], ["X"])]
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for pid in living:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
    return len(living)
