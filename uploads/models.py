"""A file on its way in.

receiving ──all bytes──> checking ──size and sha256 right──> ready
    │                       └──sha256 wrong──> refused
    ├──nothing received for days──> expired
    └── removed, from any state: by a person, or once it has been kept long enough

While it is received or checked its file lies in quarantine; only a ready one is
among the backups. Where a file lies follows from the row's id and nothing else.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.functions import Now
from django.utils import timezone

from customers.models import Customer, VisibleQuerySet
from jobs.models import Job
from tracker.activity import Activity
from tracker.fields import one_of
from tracker.models import BaseModel, User, tracked


class UploadState(models.TextChoices):
    RECEIVING = "receiving", "Receiving"
    CHECKING = "checking", "Checking"
    READY = "ready", "Ready"
    REFUSED = "refused", "Refused"
    EXPIRED = "expired", "Expired"
    REMOVED = "removed", "Removed"

    @property
    def tone(self) -> str:
        return TONES[self.value]


TONES = {
    "receiving": "info",
    "checking": "info",
    "ready": "ok",
    "refused": "danger",
    "expired": "warning",
    "removed": "neutral",
}
UNFINISHED = (UploadState.RECEIVING, UploadState.CHECKING)
STORED = (*UNFINISHED, UploadState.READY)


def expiry() -> Any:
    return Now() + timedelta(days=settings.UPLOAD_EXPIRY_DAYS)


class UploadQuerySet(VisibleQuerySet["Upload"]):
    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED)

    def ready(self) -> Self:
        return self.filter(state=UploadState.READY)

    def stored(self) -> Self:
        """Those that have, or will have, a file."""
        return self.filter(state__in=STORED)


# Written every few megabytes, and no business of the history.
UNTRACKED = ("updated_at", "offset", "expires_at")


@tracked(exclude=UNTRACKED)
class Upload(BaseModel):
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="uploads")
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=255)
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    # What the browser said of the file's age: tells two files of one name apart.
    modified = models.CharField(max_length=20, blank=True)
    declared_sha256 = models.CharField("declared SHA-256", max_length=64, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    state = models.CharField(
        max_length=10, choices=UploadState, default=UploadState.RECEIVING
    )
    problem = models.TextField(blank=True)
    expires_at = models.DateTimeField("expires", null=True)
    ready_at = models.DateTimeField("ready", null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    objects = UploadQuerySet.as_manager()
    activity = Activity(parent="customer", own_page=False)

    class Meta:
        ordering = ("-created_at",)
        indexes = [
            models.Index("customer", "state", name="upload_customer_state"),
            models.Index("user", "state", name="upload_user_state"),
            models.Index("state", "expires_at", name="upload_state_expires"),
        ]
        constraints = [
            one_of("state", UploadState, "upload_state_known"),
            models.CheckConstraint(
                condition=models.Q(offset__lte=models.F("length")),
                name="upload_offset_within",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ready")
                | models.Q(sha256__regex="^[0-9a-f]{64}$", offset=models.F("length")),
                name="upload_ready_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def part(self) -> Path:
        """Where it lies while it is received and checked."""
        return Path(settings.BACKUP_DIR) / "quarantine" / f"{self.pk}.part"

    @property
    def path(self) -> Path:
        """Where it lies once it is ready."""
        return Path(settings.BACKUP_DIR) / "files" / str(self.pk)

    @property
    def state_tone(self) -> str:
        return TONES[self.state]

    @property
    def is_receiving(self) -> bool:
        return self.state == UploadState.RECEIVING

    @property
    def is_ready(self) -> bool:
        return self.state == UploadState.READY

    @property
    def is_being_checked(self) -> bool:
        """By a worker, or soon; not when its check has failed."""
        return bool(
            self.state == UploadState.CHECKING and self.job and self.job.is_active
        )

    @property
    def remaining(self) -> int:
        return self.length - self.offset

    # Transitions: each a conditional UPDATE, true when it changed the row -----------

    def advance(self, offset: int) -> bool:
        """So much is safe on disk. False when it is no longer ours to say.

        No one waits for the database's disk, which is busy with the file: a crash of
        the server may take back the last of these, and a little is sent once more.
        """
        rows = self._from(UploadState.RECEIVING, offset=self.offset)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
            moved = rows.update(offset=offset, expires_at=expiry(), updated_at=Now())
        self.offset = offset if moved else self.offset
        return bool(moved)

    def begin_checking(self, job: Job | None = None) -> bool:
        """All bytes are safe on disk."""
        whole = self._from(UploadState.RECEIVING, offset=self.offset)
        return self._become(whole, UploadState.CHECKING, offset=self.length, job=job)

    def become_ready(self, sha256: str) -> bool:
        return self._become(
            self._from(UploadState.CHECKING),
            UploadState.READY,
            sha256=sha256,
            ready_at=timezone.now(),
            expires_at=None,
        )

    def refuse(self, problem: str, *, sha256: str = "") -> bool:
        return self._become(
            self._from(*UNFINISHED),
            UploadState.REFUSED,
            problem=problem,
            sha256=sha256,
            expires_at=None,
        )

    def expire(self, problem: str) -> bool:
        """Only if it has not continued in the meantime."""
        late = self._from(*UNFINISHED, expires_at__lt=Now())
        return self._become(late, UploadState.EXPIRED, problem=problem)

    def remove(self) -> bool:
        return self._become(self._from(*STORED), UploadState.REMOVED, expires_at=None)

    def _from(self, *states: UploadState, **more: Any) -> UploadQuerySet:
        return Upload.objects.filter(pk=self.pk, state__in=states, **more)

    def _become(self, rows: UploadQuerySet, state: UploadState, **values: Any) -> bool:
        changed = rows.update(state=state, updated_at=Now(), **values)
        if changed:
            self.state = state
            for name, value in values.items():
                setattr(self, name, value)
        return bool(changed)
