"""The text that pg_dump writes, read while it is written."""

import fcntl
import os
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedded.programs.children import ChildFailed
from files.errors import CHECK_SOURCE, Refused

from .box import HOUR
from .cluster import Cluster
from .complaints import program_failed
from .server import ProgramThread

PIPE = "text"
ROOM = 1024 * 1024  # bytes in the pipe
PAUSE = 200  # milliseconds
MOMENT = 0.005  # seconds
# Values may be stored compressed, but real ones never to a hundredth of their size.
RATIO, RATIO_AFTER = 100, 1024**3
# Large objects are never counted, and there may be many.
OPTIONS = ("--format=plain", "-B", "--lock-wait-timeout=60s")


class Dump(ProgramThread):
    """A stream to read from; its end comes only when pg_dump succeeded.

    pg_dump writes into a named pipe, so that no byte passes through Python's threads.
    """

    def __init__(
        self, cluster: Cluster, database: str, options: tuple[str, ...], seconds: float
    ) -> None:
        super().__init__("datadir-dump")
        self.box = cluster.box
        self.command = ("pg_dump", *connection(cluster, database), *OPTIONS, *options)
        self.seconds = seconds
        self.left = max(cluster.unpacked.size * RATIO, RATIO_AFTER)
        self.pipe = make_pipe(self.box.folder / PIPE)
        self.box.account.own(self.box.folder / PIPE)
        self.poll = select.poll()
        self.poll.register(self.pipe, select.POLLIN)

    def work(self) -> None:
        place = self.box.inside / PIPE
        file = f"--file={place}"
        self.box.run(*self.command, file, look_up=self.look, seconds=self.seconds)

    def read(self, size: int, /) -> bytes:
        while True:
            alive = self.is_alive()  # first, as it may write and end in between
            if self.poll.poll(PAUSE):
                if piece := os.read(self.pipe, min(size, ROOM)):
                    return self.counted(piece)
                time.sleep(MOMENT)  # no writer; pg_dump may not have ended yet
            if not alive:
                break
        if self.error:
            raise self.reason(self.error)
        return b""

    def counted(self, piece: bytes) -> bytes:
        self.left -= len(piece)
        if self.left < 0:
            raise Refused(
                "bomb",
                f"The tables in this data directory contain more than {RATIO} times "
                f"the bytes of its files, as real tables never do. {CHECK_SOURCE}",
            )
        return piece

    def reason(self, error: BaseException) -> BaseException:
        if isinstance(error, ChildFailed):
            return program_failed("pg_dump", error.tail, error.returncode)
        return error

    def close(self) -> None:
        os.close(self.pipe)
        self.end()


def make_pipe(path: Path) -> int:
    """Open for reading before there is a writer, without waiting for one."""
    path.unlink(missing_ok=True)
    os.mkfifo(path, 0o600)
    pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
    fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, ROOM)
    return pipe


@contextmanager
def dumped(
    cluster: Cluster, database: str, *options: str, seconds: float = 12 * HOUR
) -> Iterator[Dump]:
    dump = Dump(cluster, database, options, seconds)
    dump.start()
    try:
        yield dump
    finally:
        dump.close()


def query_value(cluster: Cluster, database: str, query: str) -> str:
    """One value, as text."""
    return cluster.box.ask(
        "psql",
        *connection(cluster, database),
        *("--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--command", query),
        seconds=HOUR,
    )


def connection(cluster: Cluster, database: str) -> tuple[str, ...]:
    return f"--username={cluster.role}", "--no-password", f"--dbname={database}"
