"""What a run reports, until the pulse writes it. Used by two threads."""

import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import Any

from jobs.models import LogLevel, StageState

LONGEST = 2000
MOST_LINES = 10_000
AT_ONCE = 500  # lines: writing them must not take long, for the lease's sake
ENOUGH = "Only the first lines of the log are kept."


@dataclass
class StageNote:
    position: int
    name: str
    state: StageState = StageState.WAITING
    done: int = 0
    total: int | None = None
    unit: str = ""


@dataclass
class News:
    """What has changed since the last time: stages, and lines of the log."""

    stages: list[StageNote] = field(default_factory=list)
    lines: list[tuple[LogLevel, str]] = field(default_factory=list)
    current: StageNote | None = None

    def __bool__(self) -> bool:
        return bool(self.stages or self.lines)


class Progress:
    def __init__(self, names: tuple[str, ...] = ()) -> None:
        self._lock = threading.Lock()
        self._stages = [StageNote(n, name) for n, name in enumerate(names)]
        self._changed: dict[int, StageNote] = {}
        self._current: StageNote | None = None
        self._lines: deque[tuple[LogLevel, str]] = deque()
        self._count = 0
        self.moved_at = time.monotonic()

    def begin(self, name: str, total: int | None, unit: str) -> StageNote:
        with self._lock:
            stage = next((s for s in self._stages if self._fits(s, name)), None)
            if stage is None:
                stage = StageNote(len(self._stages), name)
                self._stages.append(stage)
            self.moved_at = time.monotonic()
            stage.state, stage.total, stage.unit = StageState.ACTIVE, total, unit
            self._current = stage
            self._changed[stage.position] = stage
            return stage

    @staticmethod
    def _fits(stage: StageNote, name: str) -> bool:
        return stage.name == name and stage.state == StageState.WAITING

    def change(self, stage: StageNote, **values: Any) -> None:
        with self._lock:
            for name, value in values.items():
                setattr(stage, name, value)
            self._changed[stage.position] = stage

    def advance(self, stage: StageNote, done: int) -> None:
        """Never back: within an attempt, what was reached stays reached.

        Some totals are estimates, and nothing is more than done.
        """
        if done > stage.done:
            with self._lock:
                self.moved_at = time.monotonic()
                stage.done = done
                if stage.total is not None:
                    stage.total = max(stage.total, done)
                self._changed[stage.position] = stage

    def say(self, level: LogLevel, text: str) -> None:
        with self._lock:
            self._count += 1
            if self._count > MOST_LINES:
                return
            last = self._count == MOST_LINES
            line = text.replace("\0", "�")[:LONGEST]
            self._lines.append((LogLevel.WARNING, ENOUGH) if last else (level, line))

    def take(self) -> News:
        with self._lock:
            news = News(
                [replace(stage) for stage in self._changed.values()],
                [self._lines.popleft() for _ in range(min(len(self._lines), AT_ONCE))],
                replace(self._current) if self._current else None,
            )
            self._changed.clear()
            return news

    @property
    def has_many_lines(self) -> bool:
        return len(self._lines) >= AT_ONCE

    @property
    def is_pending(self) -> bool:
        return bool(self._lines or self._changed)

    def put_back(self, news: News) -> None:
        """After a failed write: again next time, unless something newer came."""
        with self._lock:
            for stage in news.stages:
                self._changed.setdefault(stage.position, self._stages[stage.position])
            self._lines.extendleft(reversed(news.lines))
