"""A file in quarantine while it grows: one writer, and what is safe on disk is known.

Blocks are written as they come. Now and then the disk is asked, by a separate
thread, to make sure of them; only when it has is the new offset told. So receiving does
not wait for the disk, and whoever is killed loses what came in a fraction of a second,
or a few megabytes.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from jobs.failpoints import failpoint
from uploads.turns import turn

STEP = 0.05
REST = 0.2  # seconds between two: at high speed asking more often costs a tenth of it


class Busy(Exception):  # noqa: N818
    """Another connection writes to it."""


@contextmanager
def locked(path: Path, *, patience: float, create: bool = False) -> Iterator[int]:
    """The file, open and ours alone: among threads, processes and machines.

    The lock goes with whoever holds it, be it by `kill -9`.
    """
    flags = os.O_RDWR | os.O_NOFOLLOW | (os.O_CREAT if create else 0)
    fd = os.open(path, flags, 0o600)
    try:
        wait_for_lock(fd, patience)
        yield fd
    finally:
        os.close(fd)


def wait_for_lock(fd: int, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            return fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Busy from None
        time.sleep(STEP)


def sync_folder(folder: Path) -> None:
    """Names last through a crash only once their folder was written."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


class Part:
    """Writes on from an offset."""

    def __init__(self, fd: int, offset: int, *, every: int, seconds: float) -> None:
        self.fd = fd
        self.begun = self.safe = self.written = self._hurried = offset
        self.every = every
        self.seconds = seconds
        self._asked = offset
        self._asked_at = time.monotonic()
        self._disk = ThreadPoolExecutor(1)
        self._syncing: Future[int] | None = None
        self._lost = False
        os.ftruncate(fd, offset)  # what came after it was never promised
        os.lseek(fd, offset, os.SEEK_SET)

    def __enter__(self) -> "Part":
        return self

    def __exit__(self, *exception: object) -> None:
        self._disk.shutdown()

    def write(self, block: memoryview) -> None:
        failpoint("upload.write")
        while block:
            with turn:
                count = os.write(self.fd, block)
            self.written += count
            block = block[count:]
        if self.written - self._hurried >= self.every:
            self._hurry()

    def checkpoint(self) -> int:
        """Up to where it is safe by now; asks the disk for more when it is time."""
        if self._syncing is not None and self._syncing.done():
            self._collect()
        if self._syncing is None and self._is_time():
            self._ask()
        return self.safe

    def finish(self) -> int:
        """Wait until all of it is safe, unless the disk has failed before."""
        self._collect()
        if self.written > self.safe and not self._lost:
            self.safe = self._sync(self.written)
        return self.safe

    def discard(self) -> None:
        """As if none of it had come."""
        self._collect()
        os.ftruncate(self.fd, self.begun)
        self.written = self.safe = self.begun

    def _is_time(self) -> bool:
        since, new = time.monotonic() - self._asked_at, self.written - self._asked
        is_much = new >= self.every and since >= REST
        return is_much or (new > 0 and since >= self.seconds)

    def _hurry(self) -> None:
        """Let the disk begin with it, which on Linux is what this advice does.

        It keeps what is in memory as long as it is not written, so that it is still
        there when the sum is made.
        """
        length = self.written - self._hurried
        os.posix_fadvise(self.fd, self._hurried, length, os.POSIX_FADV_DONTNEED)
        self._hurried = self.written

    def _ask(self) -> None:
        self._asked, self._asked_at = self.written, time.monotonic()
        self._syncing = self._disk.submit(self._sync, self.written)

    def _collect(self) -> None:
        syncing, self._syncing = self._syncing, None
        if syncing is not None:
            self.safe = syncing.result()

    def _sync(self, upto: int) -> int:
        try:
            failpoint("upload.sync")
            os.fdatasync(self.fd)
        except OSError:
            self._lost = True  # asked again, the system would say that all is well
            raise
        return upto
