"""A process of the Procfile, from one start to the next."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from honcho.printer import Message
from honcho.process import Process

from embedded.restarts import Restarts

PROVEN = 60.0  # seconds of life after which the pauses are short again
LONGEST_PAUSE = 60.0
STILLBORN = 10.0  # who ends sooner has not really begun
TRIES = 3


class Events(Protocol):
    def put(self, item: tuple["Life | None", Message]) -> None: ...


@dataclass(eq=False)
class Life:
    """One start of a member, and what came of it."""

    name: str
    process: Process
    pid: int = 0
    began: float = 0.0
    code: int | None = None
    missed_since: float = 0.0

    @property
    def is_going_on(self) -> bool:
        return self.pid != 0 and self.code is None

    @property
    def how(self) -> str:
        """How it ended."""
        code = self.code or 0
        if code >= 0:
            return f"exit code {code}"
        try:
            return f"killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"killed by signal {-code}"


@dataclass(frozen=True)
class Outbox:
    """What a life sends: a late message of an earlier one is not taken for its own."""

    life: Life
    events: Events

    def put(self, message: Message) -> None:
        self.events.put((self.life, message))


@dataclass(eq=False)
class Member:
    name: str
    make: Callable[[], Process]
    life: Life
    restarts: Restarts
    due: float = 0.0  # when it is started again; zero while it lives
    pause: float = 0.0
    proven: bool = False  # has it ever really begun?

    @classmethod
    def of(cls, name: str, make: Callable[[], Process]) -> "Member":
        return cls(name, make, Life(name, make()), Restarts(name))

    @property
    def cannot_start(self) -> bool:
        return not self.proven and self.restarts.count >= TRIES

    def ended(self) -> None:
        """Count it, and choose the pause."""
        now = time.monotonic()
        lived = now - self.life.began
        self.proven = self.proven or lived > STILLBORN
        self.pause = 1.0 if lived > PROVEN else min(self.pause * 2, LONGEST_PAUSE) or 1
        self.due = now + self.pause
        self.restarts = Restarts(
            self.name, self.restarts.count + 1, datetime.now(UTC), self.life.how
        )

    def begin_again(self) -> Life:
        self.due = 0.0
        self.life = Life(self.name, self.make())
        return self.life
