"""What counting needs from its caller. A job's Run has it all."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol


class Work(Protocol):
    def folder(self) -> Path:
        """For files; the caller removes it."""

    def child(self, argv: list[Any], **options: Any) -> Any:
        """As Run.child: to its end, in any thread, gone when the work has to end."""

    def tick(self, done: int) -> None: ...

    def expect(self, total: int | None, unit: str = "") -> None: ...

    def check(self) -> None:
        """Raises when the work has to end."""

    def on_stop(self, act: Callable[[], object]) -> None:
        """At once when the work has to end, in another thread."""
