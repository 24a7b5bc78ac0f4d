"""Tiny file systems, which only the processes that are started in them see."""

import os
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

# Others may mount as the root of a user namespace of their own. PostgreSQL does not run
# as root, so the command gets a further one, in which it is who we are.
IS_ROOT = os.geteuid() == 0
UNSHARE = ("unshare", "--mount", *([] if IS_ROOT else ["-Ur"]))
AS_OURSELVES = (
    *("unshare", "--user"),
    *(f"--map-user={os.geteuid()}", f"--map-group={os.getegid()}"),
)
SCRIPT = 'mount -t tmpfs -o "$0" tmpfs "$1" && shift && exec "$@"'


def within(place: Path, options: str) -> Sequence[str]:
    """What goes before a command, so that a new tmpfs is at that place for it."""
    if not may_mount():
        pytest.skip("this account may not mount anything, not even for itself")
    command = (*UNSHARE, "sh", "-c", SCRIPT, options, str(place))
    return command if IS_ROOT else (*command, *AS_OURSELVES)


@cache
def may_mount() -> bool:
    command = [*UNSHARE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def seen_by(pid: int, place: Path) -> Path:
    """The place as that process has it."""
    return Path(f"/proc/{pid}/root") / place.relative_to("/")
