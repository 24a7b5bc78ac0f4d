"""The thread beside a run: keeps the lease, writes progress, sees cancellation.

It has a database connection of its own, so none of this waits for the work or is part
of one of its transactions. Everything is written on condition that the job is still
ours. Whether it still is follows from our own clock too: a process that was stopped
for a while notices on its first step, before any query.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models.functions import Now

from jobs import closing
from jobs.errors import Cancelled, Failed, Interrupted, LostLease
from jobs.models import Job, JobLog, lease
from jobs.presence import WORKERS, report
from jobs.progress import News, Progress
from jobs.stages import store_stage

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
AWAY = (OperationalError, InterfaceError)
Errand = tuple[Callable[[], Any], "Future[Any]"]
Reason = Callable[[], BaseException]


class Pulse(threading.Thread):
    def __init__(self, job: Job, progress: Progress, *, deadline: float) -> None:
        super().__init__(name=f"pulse-{job.pk}", daemon=True)
        self.job = job
        self.progress = progress
        self.reason: Reason | None = None
        self.on_stop: list[Callable[[], object]] = []
        now = time.monotonic()
        self.deadline = now + deadline
        self.held_until = now + settings.JOB_LEASE_SECONDS
        self.next_beat = now
        self.next_report = now + settings.REPORT_SECONDS
        self.closing_since = 0.0
        self.patience: float | None = None  # seconds without any progress
        self._errands: SimpleQueue[Errand] = SimpleQueue()
        self._wake = threading.Event()
        self._ended = threading.Event()

    # For the worker's thread -------------------------------------------------------

    def check(self) -> None:
        """Raise when the work has to end."""
        if self.reason is None and time.monotonic() > self.held_until:
            self.stop(LostLease)
        if self.reason is not None:
            raise self.reason()

    @property
    def is_lost(self) -> bool:
        return self.reason is LostLease or time.monotonic() > self.held_until

    def hurry(self) -> None:
        self._wake.set()

    def do(self, errand: Callable[[], Result]) -> Result:
        """Run it here, on this connection, outside of the work's transaction."""
        future: Future[Result] = Future()
        self._errands.put((errand, future))
        self._wake.set()
        return future.result(timeout=settings.JOB_LEASE_SECONDS)

    def end(self) -> None:
        self._ended.set()
        self._wake.set()
        while self.is_alive() and not self.is_lost:  # it may have much to write
            self.join(0.2)

    # The thread ----------------------------------------------------------------------

    def run(self) -> None:
        try:
            while not self._ended.is_set():
                if not self.progress.has_many_lines:
                    self._wake.wait(settings.JOB_PULSE_SECONDS)
                self._wake.clear()
                self.step()
            while self.progress.is_pending and not self.is_lost:
                self.step()
        finally:
            connection.close()

    def step(self) -> None:
        try:
            self.run_errands()
            self.beat()
            self.report()
        except AWAY as error:
            connection.close()  # a broken one; the next step connects again
            if time.monotonic() > self.held_until:
                self.stop(LostLease)
            log.warning("job_pulse_failed", job=str(self.job.pk), reason=str(error))
            time.sleep(min(0.5, settings.JOB_PULSE_SECONDS))
        except Exception:
            log.exception("job_pulse_broke", job=str(self.job.pk))
        self.look_at_the_clock()

    def report(self) -> None:
        """Report the worker as alive: while busy, it runs no other task."""
        if time.monotonic() >= self.next_report and self.job.queue in WORKERS:
            self.next_report = time.monotonic() + settings.REPORT_SECONDS
            report(WORKERS[self.job.queue])

    def run_errands(self) -> None:
        while not self._errands.empty():
            errand, future = self._errands.get()
            try:
                future.set_result(errand())
            except Exception as error:
                future.set_exception(error)
                connection.close_if_unusable_or_obsolete()

    def beat(self) -> None:
        news, sent = self.progress.take(), time.monotonic()
        try:
            if news or sent >= self.next_beat:
                cancelled = self.write(news)
                self.held_until = sent + settings.JOB_LEASE_SECONDS
                self.next_beat = sent + settings.JOB_HEARTBEAT_SECONDS
            else:
                cancelled = self.is_cancelled()
        except BaseException:
            self.progress.put_back(news)
            raise
        if cancelled is None:
            self.stop(LostLease)
        elif cancelled:
            self.stop(Cancelled)

    def renew(self) -> None:
        """Now, not at the next beat."""
        self.next_beat = 0.0
        self.beat()

    def is_cancelled(self) -> bool | None:
        """None when the job is no longer ours."""
        times = self.job.mine.values_list("cancel_requested_at", flat=True)[:1]
        return next((time is not None for time in times), None)

    @transaction.atomic
    def write(self, news: News) -> bool | None:
        values: dict[str, Any] = {"heartbeat_at": Now(), "lease_until": lease()}
        if news.current:
            values["stage"] = news.current.name
            values["stage_done"] = news.current.done
            values["stage_total"] = news.current.total
            values["stage_unit"] = news.current.unit
        if not self.job.mine.update(**values):
            return None
        for stage in news.stages:
            store_stage(self.job, stage)
        JobLog.objects.bulk_create(
            JobLog(job=self.job, level=level, text=text) for level, text in news.lines
        )
        return self.is_cancelled()

    def look_at_the_clock(self) -> None:
        now = time.monotonic()
        if now > self.deadline:
            self.stop(too_long)
        if self.patience and now - self.progress.moved_at > self.patience:
            self.stop(stalled)
        if closing.is_closing():
            self.closing_since = self.closing_since or now
            if now - self.closing_since >= settings.JOB_SHUTDOWN_SECONDS:
                self.stop(Interrupted)

    def stop(self, reason: Reason) -> None:
        """The first reason counts, unless the job is lost."""
        if self.reason is not None and reason is not LostLease:
            return
        first, self.reason = self.reason is None, reason
        if first:
            for act in self.on_stop:
                try:
                    act()
                except Exception:
                    log.exception("job_stop_hook_broke", job=str(self.job.pk))


def too_long() -> Failed:
    return Failed(
        "Stopped because it exceeded its time limit. Check the log to see what it was "
        "waiting for, then try again.",
        code="deadline",
    )


def stalled() -> Failed:
    return Failed(
        "Stopped because it made no progress for a long time. Check the log to see "
        "what it was doing, then try again.",
        code="stalled",
    )
