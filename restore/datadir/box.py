"""A folder with a cluster in it, and PostgreSQL's programs at work on it."""

import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from embedded.account import Account
from embedded.programs.children import ChildFailed, Finished
from embedded.sandbox.levels import Sandbox
from files.errors import Refused
from restore.dumps.source import Tools

from . import locales
from .complaints import refusal
from .unpack import full

GIB = 1024**3
MEMORY = 4 * GIB  # of address space, for each process
MOST_SAID = 64 * 1024 * 1024
MOST_LOCALES = 20
HOUR = 3600.0


@dataclass
class Box:
    folder: Path
    sandbox: Sandbox
    tools: Tools
    room_kept: int = field(init=False)  # bytes that stay free on the disk

    def __post_init__(self) -> None:
        free = shutil.disk_usage(self.folder).free
        self.room_kept = max(free - self.tools.limit, 0) // 2

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
        """To its end, which comes with that of the job, or after so many seconds."""
        watch = Watch(self, seconds, look_up)
        return self.tools.run(
            self.sandbox.command(self.folder, program, *arguments),
            name=program,
            environment=self.environment(),
            directory=self.data,
            account=self.sandbox.starts_as,
            memory=MEMORY,
            look_up=watch,
            **options,
        )

    def ask(
        self, program: str, *arguments: str, seconds: float, feed: Iterable[bytes] = ()
    ) -> str:
        """What it says; Refused when it fails. Tried again with a missing locale."""
        given = list(feed)
        for _ in range(MOST_LOCALES):
            said = Said()
            try:
                self.run(
                    program,
                    *arguments,
                    seconds=seconds,
                    on_output=said.add,
                    feed=given or None,
                )
                return said.text
            except ChildFailed as failed:
                if not (name := locales.missing(failed.tail)):
                    raise refusal(program, failed.tail, failed.returncode) from None
                locales.offer(name, self.locales)
        raise refusal(program, "", 1)

    def environment(self) -> dict[str, str]:
        place = self.inside
        return {
            "LC_ALL": "C",
            "LOCPATH": locales.path_of(place / "locale"),
            "TZ": "UTC",
            "HOME": str(place),
            "TMPDIR": "/tmp",  # noqa: S108
            "PGHOST": self.sandbox.socket(),
            "PGPASSFILE": "/dev/null",
            "PGSERVICEFILE": "/dev/null",
        }


class Watch:
    """Looks whether there is time and room left to go on."""

    def __init__(
        self, box: Box, seconds: float, look_up: Callable[[], None] | None
    ) -> None:
        self.box, self.look_up = box, look_up
        self.until = time.monotonic() + seconds

    def __call__(self) -> None:
        if self.look_up:
            self.look_up()
        if time.monotonic() > self.until:
            raise Refused(
                "too_slow", "Opening this data directory took too long: it was stopped."
            )
        if shutil.disk_usage(self.box.folder).free < self.box.room_kept:
            raise full(self.box.tools.limit)


class Said:
    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size > MOST_SAID:
            raise Refused("too_many", "This data directory holds far too many tables.")
        self.pieces.append(piece)

    @property
    def text(self) -> str:
        return b"".join(self.pieces).decode("utf-8", "replace")
