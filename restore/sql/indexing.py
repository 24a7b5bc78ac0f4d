"""Keys, indexes and checks, several at once.

Two statements that touch the same table never run together and never change places.
So keys come before the constraints that refer to them, and there are no deadlocks.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import Event

from files.sql.tokens import shorten
from files.types import Tick
from restore.sql.later import Kept, Later
from restore.sql.wire import Wire

LOOK_AHEAD = 200
_ALONE = frozenset(
    {"index partition", "domain"}
)  # they touch more tables than they name


class StoppedError(Exception):
    """Another statement failed, or the job was cancelled."""


def stop_when(stop: Event) -> Tick:
    """A tick for the threads; only the job's own thread calls the job's tick."""

    def tick(done: int) -> None:
        if stop.is_set():
            raise StoppedError

    return tick


def run_side_by_side(
    later: Later,
    wires: Sequence[Wire],
    *,
    stop: Event,
    tick: Tick,
    log: Callable[[str], None],
) -> None:
    queue = _Queue(later)
    free = list(wires)
    running: dict[Future[int], tuple[Kept, Wire]] = {}
    done = 0
    with ThreadPoolExecutor(len(wires)) as pool:
        try:
            while True:
                while free and (kept := queue.next(k for k, _ in running.values())):
                    wire = free.pop()
                    job = pool.submit(wire.run, kept.sql.encode(), kept.line)
                    running[job] = kept, wire
                if not running:
                    return
                for kept, wire in _finished(running):
                    free.append(wire)
                    done += 1
                    log(f"{kept.what} of {shorten(kept.table)}")
                tick(done)
        except BaseException:
            stop.set()
            raise


def _finished(running: dict[Future[int], tuple[Kept, Wire]]) -> list[tuple[Kept, Wire]]:
    """The jobs done within a second; raises the error of one that failed."""
    jobs = wait(running, 1, FIRST_COMPLETED).done
    for job in jobs:
        job.result()
    return [running.pop(job) for job in jobs]


class _Queue:
    """Statements in the order of the dump, as far as they share tables."""

    def __init__(self, later: Iterable[Kept]) -> None:
        self.source: Iterator[Kept] = iter(later)
        self.waiting: list[Kept] = []

    def next(self, running: Iterable[Kept]) -> Kept | None:
        busy = {table for kept in running for table in kept.tables}
        self._fill()
        for place, kept in enumerate(self.waiting):
            if kept.what in _ALONE:
                return self.waiting.pop(0) if not busy and place == 0 else None
            if busy.isdisjoint(kept.tables):
                return self.waiting.pop(place)
            busy.update(kept.tables)
        return None

    def _fill(self) -> None:
        while len(self.waiting) < LOOK_AHEAD:
            kept = next(self.source, None)
            if kept is None:
                return
            self.waiting.append(kept)
