"""Locks between processes of one clone.

POSIX record locks, not flock: a flock travels with every fork, so a pool child that
outlives a killed parent would keep holding it. These belong to one process and end
with it, however it ends. A process never waits for itself: callers keep count.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def open_lock(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    return os.open(path, flags, 0o600)


def take(lock: int, *, shared: bool = False) -> None:
    fcntl.lockf(lock, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)


def try_to_take(lock: int) -> bool:
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


@contextmanager
def locked(path: Path) -> Iterator[None]:
    lock = open_lock(path)
    try:
        take(lock)
        yield
    finally:
        os.close(lock)
