from datetime import date
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format

from customers.models import Customer, VisibleQuerySet
from jobs.models import Job
from phases.models.phase import Phase
from projects.models import Project
from tracker.activity import Activity
from tracker.fields import one_of
from tracker.models import BaseModel, tracked

WHY_MISSING = "Say why this is set aside."
ONE_SUBJECT = (
    Q(phase__isnull=False, project=None, job=None)
    | Q(phase=None, project__isnull=False, job=None)
    | Q(phase=None, project=None, job__isnull=False)
)


class Reason(models.TextChoices):
    """Why something needs attention; a badge has its label and tone."""

    RESTORE_FAILED = "restore_failed", "Restore failed"
    TARGET_FELL = "target_fell", "Target lost data"
    OVERDUE = "overdue", "Overdue"
    MISSED = "missed", "Target date missed"
    LATE = "late", "Late"
    STALLED = "stalled", "Stalled"
    STALE = "stale", "Out of date"
    SLOW = "slow", "Too slow"
    OVER = "over", "Over 100%"
    GREW = "source_grew", "Source grew"
    SHRANK = "source_shrank", "Source shrank"
    TAPES = "tapes", "Tapes running out"
    ELSEWHERE = "elsewhere", "Objects elsewhere"
    COMPLETE = "complete", "Complete"
    EMPTY = "empty", "Empty"

    @property
    def tone(self) -> str:
        return TONES.get(self, "warning")


TONES = {
    Reason.RESTORE_FAILED: "danger",
    Reason.TARGET_FELL: "danger",
    Reason.OVERDUE: "danger",
    Reason.MISSED: "danger",
    Reason.LATE: "danger",
    Reason.COMPLETE: "info",
    Reason.EMPTY: "info",
}


class SetAsideQuerySet(VisibleQuerySet["SetAside"]):
    def unexpired(self, today: date) -> Self:
        """Dismissed, or snoozed until a later day."""
        return self.filter(Q(until=None) | Q(until__gt=today))


@tracked()
class SetAside(BaseModel):
    """A reason for attention that the team knows about, with why it may rest.

    Which occurrence it is about, and whether that got worse, attention/reasons.py says.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    phase = models.ForeignKey(
        Phase, models.CASCADE, null=True, blank=True, related_name="+"
    )
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="+"
    )
    job = models.ForeignKey(
        Job, models.CASCADE, null=True, blank=True, related_name="+"
    )
    about = models.TextField()  # what it was called
    reason = models.CharField(max_length=20, choices=Reason)
    since = models.DateField(null=True, blank=True)  # tells the occurrence
    worst = models.FloatField(null=True, blank=True)  # above, it is worse
    # Without a day it is dismissed.
    until = models.DateField("snoozed until", null=True, blank=True)
    why = models.CharField(max_length=500)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = SetAsideQuerySet.as_manager()
    activity = Activity(
        parent="customer",
        own_page=False,
        text=lambda row: f"“{row.label}” of {row.about}: {row.why}",
        phrases={
            "insert": "set aside a reason for attention of",
            "update": "set aside another reason for attention of",
            "delete": "showed again a reason for attention of",
        },
    )

    class Meta:
        verbose_name = "reason set aside"
        verbose_name_plural = "reasons set aside"
        constraints = [
            one_of("reason", Reason, "set_aside_reason_known"),
            models.CheckConstraint(condition=ONE_SUBJECT, name="set_aside_one_subject"),
            models.CheckConstraint(
                condition=Q(why__regex=r"\S"),
                name="set_aside_for_a_reason",
                violation_error_message=WHY_MISSING,
            ),
            *(
                models.UniqueConstraint(
                    subject, "reason", name=f"set_aside_once_by_{subject}"
                )
                for subject in ("phase", "project", "job")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} of {self.about}"

    @property
    def row(self) -> Phase | Project | Job | None:
        """What it is about."""
        return self.phase or self.project or self.job

    @property
    def told(self) -> str:
        """As “Snoozed until 7 Dec 2026 by anna: …”."""
        who = f" by {self.set_by}" if self.set_by else ""
        until = date_format(self.until, "j M Y") if self.until else ""
        how = f"Snoozed until {until}" if until else "Dismissed"
        return f"{how}{who}: {self.why}"

    @property
    def label(self) -> str:
        return Reason(self.reason).label

    def clean(self) -> None:
        if not self.why.strip():
            raise ValidationError({"why": WHY_MISSING})
