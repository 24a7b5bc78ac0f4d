"""A folder with a cluster in it, and the PostgreSQL programs that work on it."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from embedded.account import Account
from embedded.programs.children import ChildFailed, Finished
from embedded.sandbox.levels import Sandbox
from embedded.sandbox.usage import count_of
from files.errors import Refused
from restore.tools import Tools

from . import locales
from .advice import DUMP_INSTEAD, RIGHT_DIRECTORY
from .allowance import Allowance
from .complaints import program_failed

GIB = 1024**3
MEMORY = 4 * GIB  # of address space, for each process
PROCESSES = 256  # more than its account has anyway
PATH = "/usr/bin:/bin"
MOST_OUTPUT = 64 * 1024 * 1024
MOST_LOCALES = 20
HOUR = 3600.0


@dataclass
class Box:
    folder: Path
    sandbox: Sandbox
    tools: Tools
    allowance: Allowance = field(init=False)

    def __post_init__(self) -> None:
        self.allowance = Allowance(self.folder, self.tools.limit)

    @property
    def account(self) -> Account:
        return self.sandbox.account

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def locales(self) -> Path:
        return self.folder / "locale"

    @property
    def inside(self) -> Path:
        return self.sandbox.place(self.folder)

    def run(
        self,
        program: str,
        *arguments: str,
        look_up: Callable[[], None] | None = None,
        seconds: float = 12 * HOUR,
        **options: Any,
    ) -> Finished:
        """Run a program to its end, but no longer than the job or so many seconds."""
        try:
            return self.tools.run(
                self.sandbox.command(self.folder, program, *arguments),
                name=program,
                environment=self.environment(),
                directory=self.data,
                account=self.sandbox.starts_as,
                memory=MEMORY,
                processes=count_of(self.account.uid) + PROCESSES,
                modest=True,
                started=self.allowance.add,
                look_up=Guard(self.allowance, seconds, look_up),
                **options,
            )
        except ChildFailed:
            self.allowance.check()
            raise

    def ask(
        self, program: str, *arguments: str, seconds: float, feed: Iterable[bytes] = ()
    ) -> str:
        """Its output; Refused when it fails. Repeated for each missing locale."""
        lines = list(feed)
        for _ in range(MOST_LOCALES):
            output = Output()
            try:
                self.run(
                    program,
                    *arguments,
                    seconds=seconds,
                    on_output=output.add,
                    feed=lines or None,
                )
                return output.text
            except ChildFailed as failed:
                if not (name := locales.missing(failed.tail)):
                    error = program_failed(program, failed.tail, failed.returncode)
                    raise error from None
                locales.offer(name, self.locales)
        raise program_failed(program, "", 1)

    def environment(self) -> dict[str, str]:
        place = self.inside
        return {
            "PATH": PATH,
            "LANG": "C",
            "LC_ALL": "C",
            "LC_CTYPE": "C",
            "LOCPATH": locales.path_of(place / "locale"),
            "TZ": "UTC",
            "HOME": str(place),
            "TMPDIR": "/tmp",  # noqa: S108
            "PGHOST": self.sandbox.socket(),
            "PGPASSFILE": "/dev/null",
            "PGSERVICEFILE": "/dev/null",
        }


class Guard:
    """Stops a program when there is no time left, or another end of the allowance."""

    def __init__(
        self, allowance: Allowance, seconds: float, look_up: Callable[[], None] | None
    ) -> None:
        self.allowance, self.look_up = allowance, look_up
        self.until = time.monotonic() + seconds

    def __call__(self) -> None:
        if self.look_up:
            self.look_up()
        if time.monotonic() > self.until:
            raise Refused(
                "too_slow",
                "Opening this data directory took too long, so it was stopped. "
                f"{DUMP_INSTEAD}",
            )
        self.allowance.check()


class Output:
    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size > MOST_OUTPUT:
            raise Refused(
                "too_many",
                f"This data directory contains far too many tables. {RIGHT_DIRECTORY}",
            )
        self.pieces.append(piece)

    @property
    def text(self) -> str:
        return b"".join(self.pieces).decode("utf-8", "replace")
