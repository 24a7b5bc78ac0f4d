"""Jobs as rows, which are the truth about them. The broker only wakes workers.

    queued ──claim──> running ──> done        it did what was asked
      │ ^                │  ├───> failed      expected: a sentence says what, and why
      │ ├── given back ──┤  ├───> errored     unexpected: a reference, for the admin
      │ │                │  └───> cancelled
      │ └── answered ── waiting
      │                  │  └───> failed      no answer for JOB_ANSWER_DAYS
      └──────────────────┴──────> cancelled

Given back: by a worker that is stopped, or by the reconciler when the lease ran out
because the worker crashed. After JOB_ATTEMPTS attempts the job fails instead.

Waiting: the job needs a person's answer. In the meantime it keeps no worker busy; once
answered, it starts again from the beginning.

A claim gives the job a new *fence*, a number that only goes up, and a *lease*, which
the worker's heartbeat prolongs on the database's clock. Whatever a worker writes, it
writes on the condition that the fence is still its own.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.urls import reverse

from jobs import kinds
from jobs.parts import JobLog, JobProcess, JobStage, LogLevel, Service, StageState
from jobs.querying import JobRows
from jobs.states import (
    ACTIVE,
    IDLE,
    TERMINAL,
    TONES,
    JobState,
    Trigger,
    given_up,
    unanswered,
)
from tracker.activity import Activity
from tracker.fields import one_of
from tracker.models import BaseModel, User, tracked

__all__ = [
    "ACTIVE",
    "IDLE",
    "TERMINAL",
    "TONES",
    "Job",
    "JobLog",
    "JobProcess",
    "JobStage",
    "JobState",
    "LogLevel",
    "Service",
    "StageState",
    "Trigger",
    "lease",
]


def lease() -> Any:
    return Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


class JobQuerySet(JobRows["Job"]):
    """Named, so that managers and services can say what they return."""


# Written about every second, so kept out of the history.
UNTRACKED = (
    "updated_at",
    "stage",
    "stage_done",
    "stage_total",
    "stage_unit",
    "lease_until",
    "heartbeat_at",
    "published_at",
    "traceback",
)


@tracked(exclude=UNTRACKED)
class Job(BaseModel):
    # What is to be done, and for whom
    kind = models.CharField("type", max_length=50)
    queue = models.CharField(max_length=50)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, related_name="jobs"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    trigger = models.CharField(max_length=10, choices=Trigger)
    exclusive_key = models.CharField(max_length=200, blank=True)
    input = models.JSONField(default=dict)
    retry_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="retries"
    )

    # Where it stands
    state = models.CharField(
        max_length=10, choices=JobState, default=JobState.QUEUED, db_index=True
    )
    cancel_requested_at = models.DateTimeField(null=True)
    cancel_requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    cancellable = models.BooleanField(default=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    error_code = models.CharField(max_length=50, blank=True)
    error_reference = models.CharField(max_length=20, blank=True)
    traceback = models.TextField(blank=True)

    # How far it is
    stage = models.CharField(max_length=200, blank=True)
    stage_done = models.PositiveBigIntegerField(default=0)
    stage_total = models.PositiveBigIntegerField(null=True)
    stage_unit = models.CharField(max_length=20, blank=True)

    # Who works on it
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveBigIntegerField(default=0)
    worker = models.CharField(max_length=300, blank=True)
    lease_until = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField("queued", db_default=Now())
    published_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField("started", null=True)
    finished_at = models.DateTimeField("finished", null=True)

    objects = JobQuerySet.as_manager()
    activity = Activity(parent="customer", text=lambda row: row.label)

    class Meta:
        ordering = ("-queued_at",)
        indexes = [
            models.Index("queued_at", "id", name="job_queued_at"),
            models.Index("customer", "queued_at", name="job_customer_queued_at"),
        ]
        constraints = [
            models.UniqueConstraint(
                "exclusive_key",
                condition=Q(state="running") & ~Q(exclusive_key=""),
                name="job_one_runs",
            ),
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False)
                | ~Q(state="running") & Q(lease_until=None),
                name="job_lease_while_running",
            ),
            one_of("state", JobState, "job_state_known"),
            one_of("trigger", Trigger, "job_trigger_known"),
        ]

    def __str__(self) -> str:
        whose = f" for {self.customer}" if self.customer else ""
        return f"{self.label}{whose}"

    def get_absolute_url(self) -> str:
        return reverse("jobs:detail", args=[self.pk])

    @property
    def page(self) -> str:
        """The page of what the job works on, if its kind has one; else its own."""
        return kinds.page(self) or self.get_absolute_url()

    @property
    def label(self) -> str:
        return kinds.label(self.kind)

    @property
    def state_tone(self) -> str:
        return TONES[self.state]

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def is_cancelling(self) -> bool:
        return self.is_active and self.cancel_requested_at is not None

    @property
    def duration(self) -> timedelta | None:
        """How long it ran; while it runs, until its last heartbeat."""
        until = self.finished_at or self.heartbeat_at
        if self.started_at is None or until is None:
            return None
        return max(until - self.started_at, timedelta())

    # Transitions: each a conditional UPDATE, true when it changed the row -----------

    @classmethod
    def claim(cls, pk: UUID, *, worker: str) -> "Job | None":
        """Take the job; None when it is not queued, or has to wait for its turn."""
        try:
            with transaction.atomic():
                queued = cls.objects.fair().filter(pk=pk, state=JobState.QUEUED)
                claimed = queued.update(
                    state=JobState.RUNNING,
                    fence=F("fence") + 1,
                    attempts=F("attempts") + 1,
                    worker=worker,
                    lease_until=lease(),
                    heartbeat_at=Now(),
                    started_at=Coalesce("started_at", Now()),
                    stage="",
                    stage_done=0,
                    stage_total=None,
                    stage_unit="",
                )
                # No one can have changed it since: we hold the lock of the row.
                return cls.objects.with_people().get(pk=pk) if claimed else None
        except IntegrityError:
            return None  # one with the same exclusive key runs

    @property
    def mine(self) -> JobQuerySet:
        """This row, as long as the claim is still ours."""
        return Job.objects.filter(pk=self.pk, fence=self.fence, state=JobState.RUNNING)

    def finish(self, result: dict[str, Any]) -> bool:
        """Even if a cancellation was requested in the meantime: the work is done."""
        return self._end(JobState.DONE, result=result)

    def fail(self, sentence: str, *, code: str) -> bool:
        return self._end(JobState.FAILED, error=sentence, error_code=code)

    def err(self, sentence: str, *, reference: str, traceback: str) -> bool:
        return self._end(
            JobState.ERRORED,
            error=sentence,
            error_code="unexpected",
            error_reference=reference,
            traceback=traceback,
        )

    def end_cancelled(self) -> bool:
        return self._end(JobState.CANCELLED)

    def give_back(self, *, counted: bool = True) -> bool:
        """Queue it again for the next claim; a cancelled job ends instead."""
        with transaction.atomic():
            back = self.mine.filter(cancel_requested_at=None).update(
                state=JobState.QUEUED,
                attempts=F("attempts") if counted else F("attempts") - 1,
                lease_until=None,
                published_at=None,
                worker="",
            )
            if back:
                self._close_stages(StageState.FAILED)
        return bool(back) or self.end_cancelled()

    def ask(self) -> bool:
        """Wait for a person's answer; a cancelled job ends instead."""
        with transaction.atomic():
            asks = self.mine.filter(cancel_requested_at=None).update(
                state=JobState.WAITING,
                attempts=F("attempts") - 1,  # once answered, it starts again
                lease_until=None,
                heartbeat_at=Now(),
                worker="",
            )
            if asks:
                self._close_stages(StageState.DONE)
        return bool(asks) or self.end_cancelled()

    def answer(self) -> bool:
        """Queue it again; the next attempt reads the answer from its own row."""
        waiting = Job.objects.filter(pk=self.pk, state=JobState.WAITING)
        return bool(
            waiting.update(
                state=JobState.QUEUED,
                queued_at=Now(),
                started_at=None,
                published_at=None,
            )
        )

    def give_up_waiting(self) -> bool:
        """Only as long as there is no answer."""
        return bool(
            Job.objects.unanswered()
            .filter(pk=self.pk)
            .update(
                state=JobState.FAILED,
                finished_at=Now(),
                error=unanswered(settings.JOB_ANSWER_DAYS),
                error_code="unanswered",
            )
        )

    def take_back(self) -> bool:
        """Recover it from a worker whose lease has run out."""
        with transaction.atomic():
            lost = self.mine.abandoned().select_for_update().first()
            if lost is None:
                return False
            if lost.attempts < settings.JOB_ATTEMPTS:
                return lost.give_back()
            if lost.cancel_requested_at:
                return lost.end_cancelled()
            return lost.fail(given_up(lost.attempts, lost.stage), code="worker_died")

    def forbid_cancelling(self) -> bool:
        """From here on it must complete. False when it was cancelled before."""
        mine = self.mine.filter(cancel_requested_at=None)
        return bool(mine.update(cancellable=False, lease_until=lease()))

    def allow_cancelling(self) -> bool:
        return bool(self.mine.update(cancellable=True))

    def cancel_idle(self, by: User | None) -> bool:
        """Unless its worker crashed after the point of no return."""
        return bool(
            Job.objects.filter(pk=self.pk, state__in=IDLE, cancellable=True).update(
                state=JobState.CANCELLED,
                cancel_requested_at=Now(),
                cancel_requested_by=by,
                finished_at=Now(),
            )
        )

    def ask_to_cancel(self, by: User | None) -> bool:
        """The worker notices within a second or two, and ends the job."""
        return bool(
            Job.objects.filter(
                pk=self.pk,
                state=JobState.RUNNING,
                cancellable=True,
                cancel_requested_at=None,
            ).update(cancel_requested_at=Now(), cancel_requested_by=by)
        )

    def _end(self, state: JobState, **values: Any) -> bool:
        with transaction.atomic():
            ended = self.mine.update(
                state=state, lease_until=None, finished_at=Now(), **values
            )
            if ended:
                done = state == JobState.DONE
                self._close_stages(StageState.DONE if done else StageState.FAILED)
        return bool(ended)

    def _close_stages(self, state: StageState) -> None:
        stages = self.stages.filter(attempt=self.fence)
        stages.filter(state=StageState.ACTIVE).update(state=state, finished_at=Now())
