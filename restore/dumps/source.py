"""What every way of bringing a backup into a staging database has in common."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from embedded.programs.children import Command, Finished, run_child
from files.types import Tick
from restore.landing.children import Child, Line
from restore.landing.staging import Staging
from restore.types import Consistency, Contents


class Run(Protocol):
    """A program to its end, with the options of embedded.programs.children.Command."""

    def __call__(self, argv: list[Any], **options: Any) -> Finished: ...


def run_alone(argv: list[Any], **options: Any) -> Finished:
    """Without a job that could be cancelled."""
    return run_child(Command(argv, **options))


@dataclass(frozen=True)
class Tools:
    """What a source gets from the job that uses it."""

    tick: Tick
    log: Line
    child: Child
    work: Path
    limit: int  # bytes that the database may grow to
    jobs: int = 2
    run: Run = run_alone
    sandbox_required: bool = False


class Source(ABC):
    contents: Contents
    schemas: Sequence[str]
    data_total: int | None = None  # of what load() ticks
    index_total: int | None = None  # of what index() ticks
    rows: Mapping[str, int] | None = None  # what COPY reported, once loaded
    consistency: Consistency | None = None  # of a data directory
    sandbox: bool | None = None  # was it opened in one? None: nothing was opened

    @abstractmethod
    def check(self, tools: Tools) -> None:
        """Is the file whole? For plans only: a load reads it to its end anyhow."""

    @abstractmethod
    def load(self, staging: Staging, tools: Tools) -> None: ...

    @abstractmethod
    def index(self, staging: Staging, tools: Tools) -> None: ...
