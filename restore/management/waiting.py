"""A command that waits for its job, and does it itself when no worker was quicker."""

import logging
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from jobs.execute import claim_and_work
from jobs.models import Job
from jobs.services import request_cancel

PAUSE = 0.5


def carry_out(job: Job, terminal: Any) -> None:
    """Until the job has finished. Ctrl-C and SIGTERM cancel it."""
    with quiet(), cancelling(job), progress_line(job, terminal):
        claim_and_work(job.pk)  # SIGTERM is ours
        while current(job).is_active:
            time.sleep(PAUSE)
            claim_and_work(job.pk)  # SIGTERM is ours
    job.refresh_from_db()


@contextmanager
def quiet() -> Iterator[None]:
    """On stderr a shell expects one sentence; a worker logs there what it overcame."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def current(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


@contextmanager
def cancelling(job: Job) -> Iterator[None]:
    def cancel(number: int, frame: FrameType | None) -> None:
        threading.Thread(target=ask, daemon=True).start()

    def ask() -> None:
        with suppress(ValidationError):
            request_cancel(job=current(job), by=None)
        connection.close()

    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number in SIGNALS:
        signal.signal(number, cancel)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def progress_line(job: Job, terminal: Any) -> Iterator[None]:
    """One line that is written over, when a terminal is watching."""
    if not sys.stderr.isatty():
        yield
        return
    over = threading.Event()
    thread = threading.Thread(
        target=show_progress, args=(job, terminal, over), daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        terminal.write("\r\x1b[K", ending="")


def show_progress(job: Job, terminal: Any, over: threading.Event) -> None:
    while not over.wait(PAUSE):
        now = current(job)
        terminal.write(f"\r\x1b[K{line(now)}", ending="")
        terminal.flush()
    connection.close()


def line(job: Job) -> str:
    if not job.stage_total:
        return f"{job.stage or job.label} …"
    percent = job.stage_done * 100 // job.stage_total
    return (
        f"{job.stage} {percent}%, {job.stage_done:,} of {job.stage_total:,} "
        f"{job.stage_unit}"
    )
