"""What the code of a job works with: stages, log, cancellation, children.

with run.stage("Load", total=size, unit="bytes") as stage:
    for block in blocks:
        stage.add(len(block))        # raises when the job was cancelled or lost
run.child(["pg_restore", …], on_error_line=run.log)
"""

import math
import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import structlog
from django.conf import settings

from embedded.programs.children import Command, Finished, Watch, run_child
from embedded.programs.groups import Group
from embedded.programs.strays import MARK, mark
from embedded.sandbox.accounts import remove_with_accounts
from jobs.errors import LostLease
from jobs.failpoints import failpoint
from jobs.models import Job, LogLevel, StageState
from jobs.progress import Progress, StageNote
from jobs.pulse import Pulse
from jobs.stages import forget_process, record_process

log = structlog.get_logger(__name__)


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


class Stage:
    """A part of the work, which counts something: bytes, rows, tables."""

    def __init__(self, run: "Run", note: StageNote) -> None:
        self._run = run
        self._note = note

    @property
    def done(self) -> int:
        return self._note.done

    def advance_to(self, done: int) -> None:
        """May be called at any rate; written once a second."""
        self._run.check()
        self._run.progress.advance(self._note, done)

    def add(self, count: int) -> None:
        self.advance_to(self._note.done + count)

    def expect(self, total: int | None, unit: str = "") -> None:
        """The total, where it becomes known on the way."""
        self._run.progress.change(self._note, total=total, unit=unit or self._note.unit)


class Run:
    def __init__(self, job: Job, *, stages: tuple[str, ...], deadline: float) -> None:
        self.job = job
        self.progress = Progress(stages)
        self.pulse = Pulse(job, self.progress, deadline=deadline)
        self._cleanups: list[Callable[[], object]] = []
        self._stage: Stage | None = None

    @property
    def input(self) -> dict[str, Any]:
        return self.job.input

    @property
    def id(self) -> UUID:
        return self.job.pk

    def be_patient(self, seconds: float) -> None:
        """End it when from now on nothing moves for so long."""
        self.progress.moved_at = time.monotonic()
        self.pulse.patience = seconds

    @property
    def fence(self) -> int:
        """Differs with each attempt, and only goes up: for names of what one makes."""
        return self.job.fence

    # Whether to continue ------------------------------------------------------------

    def check(self) -> None:
        """Raises when the work has to end: cancelled, lost, stopped or too late."""
        self.pulse.check()

    def confirm(self) -> None:
        """Ask the database now. Afterwards the job is ours for a whole lease."""
        self.check()
        self.pulse.do(self.pulse.renew)
        self.check()

    def point_of_no_return(self) -> None:
        """From here on neither a person nor the deadline can stop it: it must complete.

        This holds for the attempts that follow too, until one begins from the start.
        """
        self.pulse.deadline = math.inf
        self.check()
        if not self.pulse.do(self.job.forbid_cancelling):
            self.pulse.do(self.pulse.renew)  # finds out why not
            self.check()
            raise LostLease
        failpoint("job.no_return")

    def allow_cancelling(self) -> None:
        """This attempt begins from the start, and found nothing done by another."""
        if not self.job.cancellable:
            self.pulse.do(self.job.allow_cancelling)

    # Progress and log ---------------------------------------------------------------

    @contextmanager
    def stage(
        self, name: str, total: int | None = None, unit: str = ""
    ) -> Iterator[Stage]:
        self.check()
        note = self.progress.begin(name, total, unit)
        self._stage = stage = Stage(self, note)
        self.pulse.hurry()
        failpoint(f"job.stage.{name}")
        try:
            yield stage
        except BaseException:
            self.progress.change(note, state=StageState.FAILED)
            raise
        self.progress.change(note, state=StageState.DONE)
        self.pulse.hurry()

    def tick(self, done: int) -> None:
        """How far the current stage is."""
        if self._stage:
            self._stage.advance_to(done)
        else:
            self.check()

    def expect(self, total: int | None, unit: str = "") -> None:
        """How much the current stage will count, and of what."""
        if self._stage:
            self._stage.expect(total, unit)

    def log(self, text: str, level: str = "info") -> None:
        self.progress.say(LogLevel(level), str(text))
        self.pulse.hurry()

    # Cleaning up --------------------------------------------------------------------

    def on_cleanup(self, act: Callable[[], object]) -> None:
        """At the end, however it ends, last one first; not when the job was lost.

        What it made is then another worker's to use or to remove.
        """
        self._cleanups.append(act)

    def on_stop(self, act: Callable[[], object]) -> None:
        """At once when the work has to end, in another thread: to cancel a query."""
        self.pulse.on_stop.append(act)

    def clean_up(self) -> None:
        while self._cleanups and not self.pulse.is_lost:
            act = self._cleanups.pop()
            try:
                act()
            except psycopg.OperationalError as error:  # the sweepers try again
                reason = str(error)
                log.warning("job_cleanup_waits", job=str(self.job.pk), reason=reason)
            except Exception:
                log.exception("job_cleanup_broke", job=str(self.job.pk))

    def folder(self) -> Path:
        """The folder of this attempt, created at first use, removed at the end."""
        place = settings.WORK_DIR / str(self.id) / str(self.fence)
        if not place.exists():
            self.on_cleanup(lambda: remove_folder(place))  # a full disk makes half
            settings.WORK_DIR.mkdir(mode=0o711, parents=True, exist_ok=True)
            place.parent.mkdir(mode=0o711, exist_ok=True)
            place.mkdir(mode=0o700)
        return place

    # Other programs -----------------------------------------------------------------

    def child(
        self,
        argv: list[Any],
        *,
        look_up: Callable[[], None] | None = None,
        started: Watch | None = None,
        environment: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Finished:
        """Run a program to its end; see children.Command for the options.

        Raises ChildFailed unless it ends with 0, and what `check` or `look_up` raises:
        then the program and all that it started are gone. May be called in a thread.
        """

        def look() -> None:
            self.check()
            if look_up:
                look_up()

        def record(group: Group) -> None:
            self._record(group, command.program)
            if started:
                started(group)

        command = Command(
            argv,
            environment={**(environment or {}), MARK: mark(self.id, self.fence)},
            look_up=look,
            started=record,
            ended=self._forget,
            **options,
        )
        return run_child(command)

    def _record(self, group: Group, name: str) -> None:
        """Before it starts: a worker that is killed leaves no unknown process."""
        self.pulse.do(lambda: record_process(self.job, group, name))

    def _forget(self, group: Group) -> None:
        try:
            self.pulse.do(lambda: forget_process(self.job, group))
        except Exception as error:  # the reconciler finds it gone
            log.warning("job_process_not_forgotten", reason=str(error))


def remove_folder(place: Path) -> None:
    remove_with_accounts(place)
    with suppress(OSError):  # that of another attempt may be in it
        place.parent.rmdir()
