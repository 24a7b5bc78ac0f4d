"""What is done with jobs by pages, commands, the admin and tasks alike."""

from functools import partial
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now

from customers.models import Customer
from jobs import broker, kinds
from jobs.models import Job, JobState, Trigger
from tracker.models import User

log = structlog.get_logger(__name__)

RUN_JOB = "jobs.run_job"
TRIES = 3


def create_job(
    *,
    kind: str,
    input: dict[str, Any],  # noqa: A002 - the column's name
    trigger: str,
    customer: Customer | None = None,
    requested_by: User | None = None,
    exclusive_key: str = "",
    retry_of: Job | None = None,
) -> Job:
    """Queue a job, together with what else the caller's transaction stores.

    Of the jobs with one exclusive key (such as "restore:rio:<customer>") one runs at
    a time, and the others wait for their turn.
    """
    job = Job(
        kind=kind,
        queue=kinds.find(kind).queue,
        input=input,
        trigger=Trigger(trigger),
        customer=customer,
        requested_by=requested_by,
        exclusive_key=exclusive_key,
        retry_of=retry_of,
    )
    job.save(force_insert=True)
    transaction.on_commit(partial(publish, job=job), robust=True)
    return job


def publish(*, job: Job) -> bool:
    """Wake a worker. When the broker is away, the reconciler does it later."""
    try:
        broker.send(RUN_JOB, str(job.pk), queue=job.queue)
    except broker.BrokerError as error:
        log.warning("job_not_published", job=str(job.pk), reason=str(error))
        return False
    queued = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    queued.update(published_at=Now())
    return True


def answer(*, job: Job) -> None:
    """Let the job continue, in the transaction that stores the answer."""
    if not job.answer():
        job.refresh_from_db()
        state = JobState(job.state).label.lower()
        raise ValidationError(f"This job is no longer waiting for an answer ({state}).")
    transaction.on_commit(partial(publish, job=job), robust=True)


def request_cancel(*, job: Job, by: User | None) -> Job:
    """A queued or waiting job ends at once, a running one within seconds."""
    for _ in range(TRIES):  # it may be claimed, or given back, in between
        if job.cancel_idle(by) or job.ask_to_cancel(by):
            break
        job.refresh_from_db()
        if job.is_cancelling:
            return job
        refuse_to_cancel(job)
    job.refresh_from_db()
    return job


def refuse_to_cancel(job: Job) -> None:
    if not job.is_active:
        state = JobState(job.state).label.lower()
        raise ValidationError(f"This job has already ended ({state}).", code="ended")
    if not job.cancellable:
        raise ValidationError(
            "This job can't be stopped any more. It is saving its result, which takes "
            "only a moment.",
            code="too_late",
        )


def retry(*, job: Job, by: User | None, trigger: str = Trigger.WEB) -> Job:
    """The same again, as a separate job: the old one stays as it ended."""
    if job.is_active or job.state == JobState.DONE:
        state = JobState(job.state).label.lower()
        raise ValidationError(
            f"Only failed or cancelled jobs can be tried again. This job is {state}."
        )
    try:
        again = kinds.find(job.kind).again
    except kinds.UnknownKindError as error:
        raise ValidationError(str(error)) from error
    if again is not None:
        return again(job, by)
    return create_job(
        kind=job.kind,
        input=job.input,
        trigger=trigger,
        customer=job.customer,
        requested_by=by,
        exclusive_key=job.exclusive_key,
        retry_of=job,
    )
