"""What a job gives to whatever reads and loads a backup for it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from embedded.programs.children import Command, Finished, run_child
from files.types import Tick
from restore.landing.children import Child, Line


class RunProgram(Protocol):
    """A program to its end, with the options of embedded.programs.children.Command."""

    def __call__(self, argv: list[Any], **options: Any) -> Finished: ...


def run_alone(argv: list[Any], **options: Any) -> Finished:
    """Without a job that could be cancelled."""
    return run_child(Command(argv, **options))


@dataclass(frozen=True)
class Tools:
    """`tick` and `log` report progress; what `tick` raises stops the work."""

    tick: Tick
    log: Line
    child: Child
    work: Path
    limit: int  # bytes that the database may grow to
    jobs: int = 2
    patience: float = 12 * 3600.0  # seconds that one statement may take
    run: RunProgram = run_alone
    sandbox_required: bool = False
