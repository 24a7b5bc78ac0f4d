"""From the claim of a job to its end, in a worker."""

import secrets
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

import pghistory
import structlog
from django.conf import settings
from django.db import connection

from jobs import closing, kinds
from jobs.errors import Cancelled, Interrupted, LostLease, Unfinished, Waits
from jobs.failpoints import failpoint
from jobs.models import Job
from jobs.pulse import AWAY
from jobs.recovery import kill_left_groups
from jobs.run import Run, worker_name
from jobs.services import publish
from jobs.stages import prepare_stages
from tracker.commands.values import LOGIN_IN_ADDRESS

log = structlog.get_logger(__name__)

Ending = Callable[[], bool]
LONGEST_TRACEBACK = 20_000
DATABASE_AWAY = (
    "Stopped because the connection to the tracker's own database was lost several "
    "times. Try again when that database is running."
)


@dataclass(frozen=True)
class Outcome:
    """How it ended, and the transition that says so."""

    name: str
    store: Ending


def execute(job_id: UUID) -> str:
    """Do the job if it is still queued; gives its outcome in a word."""
    kill_left_groups()  # of an earlier worker here, which was killed
    with closing.winding_up_on_sigterm():
        return claim_and_work(job_id)


def claim_and_work(job_id: UUID) -> str:
    with as_worker():
        job = Job.claim(job_id, worker=worker_name())
    if job is None:
        return "not claimed"
    with structlog.contextvars.bound_contextvars(job=str(job.pk)):
        outcome = attempt(job)
    log.info("job_ended", job=str(job.pk), kind=job.kind, outcome=outcome)
    wake_next(job)
    return outcome


def as_worker() -> AbstractContextManager[object]:
    """Start and end of a job count as the worker's changes."""
    return pghistory.context(command=f"worker {worker_name()}", door="worker")


def as_requested(job: Job) -> AbstractContextManager[object]:
    """What the job changes counts as changed by who requested it."""
    user = {"user": str(job.requested_by_id)} if job.requested_by_id else {}
    return pghistory.context(job=str(job.pk), door="worker", **user)


def attempt(job: Job) -> str:
    failpoint("job.claimed")
    try:
        kind = kinds.find(job.kind)
    except kinds.UnknownKindError as error:
        with as_worker():
            job.fail(str(error), code="unknown")
        return "failed"
    prepare_stages(job, kind.stages)
    run = Run(job, stages=kind.stages, deadline=kind.deadline.total_seconds())
    run.pulse.start()
    try:
        with as_requested(job):
            outcome = work(run, kind)
            failpoint("job.before_cleanup")
            run.clean_up()
        failpoint("job.before_end")
    finally:
        run.pulse.end()
    with as_worker():
        return end(run, outcome)


def work(run: Run, kind: kinds.JobKind) -> Outcome:
    """Run the kind's function; what it raises becomes an outcome."""
    job = run.job
    try:
        result = kind.work(run) or {}
    except Cancelled:
        return Outcome("cancelled", job.end_cancelled)
    except LostLease:
        return Outcome("lost", lambda: False)
    except Interrupted:
        return Outcome("given back", lambda: job.give_back(counted=False))
    except AWAY as error:
        log.warning("job_database_away", reason=str(error))
        return Outcome("interrupted", lambda: try_again(job))
    except Waits:
        return Outcome("waiting", job.ask)
    except Unfinished as error:
        return unfinished(job, error)
    except Exception as error:
        if (failure := expected(error)) is not None:
            sentence, code = failure
            return Outcome("failed", lambda: job.fail(sentence, code=code))
        return unexpected(job, error)
    return Outcome("done", lambda: job.finish(result))


def expected(error: Exception) -> tuple[str, str] | None:
    """An error that brings a sentence and a code of its own."""
    sentence, code = getattr(error, "sentence", None), getattr(error, "code", None)
    if isinstance(sentence, str) and isinstance(code, str):
        return LOGIN_IN_ADDRESS.sub(r"\1:…@", sentence), code
    return None


def unfinished(job: Job, error: Unfinished) -> Outcome:
    """The work is done; the next attempt only has to record it."""
    if job.attempts < settings.JOB_ATTEMPTS:
        log.warning("job_unfinished", exc_info=error)
        return Outcome("interrupted", job.give_back)
    return unexpected(job, error, sentence=error.sentence)


def unexpected(
    job: Job, error: Exception, sentence: str = "Something went wrong on our side."
) -> Outcome:
    """The page shows a reference; the traceback is for the administrator."""
    reference = secrets.token_hex(4).upper()
    log.error("job_errored", reference=reference, exc_info=error)
    trace = "".join(traceback.format_exception(error))[-LONGEST_TRACEBACK:]
    trace = LOGIN_IN_ADDRESS.sub(r"\1:…@", trace).replace("\0", "�")
    text = f"{sentence} Give your administrator the reference {reference}."
    return Outcome(
        "errored", lambda: job.err(text, reference=reference, traceback=trace)
    )


def try_again(job: Job) -> bool:
    if job.attempts < settings.JOB_ATTEMPTS:
        return job.give_back()
    return job.fail(DATABASE_AWAY, code="database_away")


def end(run: Run, outcome: Outcome) -> str:
    """Store the outcome while the job is ours; the database may be away."""
    while not run.pulse.is_lost:
        try:
            return outcome.name if outcome.store() else "lost"
        except AWAY:
            connection.close()
            time.sleep(0.5)
    return "lost"


def wake_next(job: Job) -> None:
    """Publish the job that waited for this one, or this one if given back."""
    job.refresh_from_db()
    in_turn = Job.objects.in_turn()
    waiting = in_turn.filter(published_at=None, pk=job.pk).first()
    if waiting is None and job.exclusive_key:
        waiting = in_turn.filter(exclusive_key=job.exclusive_key).first()
    if waiting is None:
        waiting = in_turn.filter(queue=job.queue).first()
    if waiting:
        publish(job=waiting)
