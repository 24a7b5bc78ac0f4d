"""Copies columns of large tables into files, by psql: in C, several at a time."""

import errno
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg

from embedded import binaries
from embedded.programs.children import ChildFailed
from gather.stock.counting import disk_full
from gather.stock.reading import Catalogue, uncountable
from gather.stock.work import Work

AT_ONCE = 2
OPTIONS = ("--no-psqlrc", "--quiet", "--no-password")
CONNECTION_LOST = 2  # as psql ends then


class Pulling:
    """Several queries at once, each into its file. The first failure ends them all."""

    def __init__(self, work: Work, catalogue: Catalogue, folder: Path) -> None:
        self.work, self.folder = work, folder
        self.address, self.environment = catalogue.login()
        self.program = binaries(18) / "psql"
        self._lock = threading.Lock()
        self._done = 0
        self._over = threading.Event()

    def pull(self, queries: Mapping[str, str]) -> dict[str, Path]:
        with ThreadPoolExecutor(AT_ONCE) as threads:
            pulled = [threads.submit(self._one, *each) for each in queries.items()]
            files = [each.exception() for each in pulled]  # all have ended then
        problems = [error for error in files if error and not is_over(error)]
        if problems:
            raise problems[0]
        return {name: self._file(name) for name in queries}

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.tsv"

    def _one(self, name: str, query: str) -> None:
        try:
            with self._file(name).open("wb") as file:
                self._copy(query, file.write)
        except BaseException:
            self._over.set()
            raise

    def _copy(self, query: str, write) -> None:  # type: ignore[no-untyped-def]
        def take(block: bytes) -> None:
            write(block)
            with self._lock:
                self._done += block.count(b"\n")
                self.work.tick(self._done)

        try:
            self.work.child(
                [
                    self.program,
                    *OPTIONS,
                    "--dbname",
                    self.address,
                    "--command",
                    f"COPY ({query}) TO STDOUT",
                ],
                environment=self.environment,
                on_output=take,
                look_up=self._look,
            )
        except ChildFailed as failed:
            raise _refusal(failed) from failed
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise disk_full() from error
            raise

    def _look(self) -> None:
        if self._over.is_set():
            raise Over


class Over(Exception):  # noqa: N818
    """Another query failed."""


def is_over(error: BaseException) -> bool:
    return isinstance(error, Over)


def _refusal(failed: ChildFailed) -> Exception:
    """The server's complaint; a lost connection as psycopg's own error."""
    if failed.returncode == CONNECTION_LOST:
        return psycopg.OperationalError(failed.tail.rpartition("\n")[2])
    for line in failed.tail.splitlines():
        if "ERROR:" in line:
            return uncountable(line.partition("ERROR:")[2].strip())
    return failed
