from datetime import date
from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse

from customers.models import Customer, VisibleQuerySet
from jobs.models import Job, JobState
from phases.models import Phase
from phases.windows import Window
from projects.models import Project
from reports.snapshot import Contents, ReportRequest
from tracker.activity import Activity
from tracker.fields import one_of
from tracker.models import BaseModel, tracked

LONG_AGO = date(1, 1, 1)
ENDED_BADLY = (JobState.FAILED, JobState.ERRORED, JobState.CANCELLED)
REQUESTED = (
    "customer",
    "scope",
    "name",
    "window",
    "begin",
    "end",
    "charts",
    "forecast",
    "raw",
    "format",
    "author",
)
MADE = ("made_at", "cut_off", "last_gather", "size", "sha256", "file_name")


class Scope(models.TextChoices):
    PHASE = "phase", "Phase"
    PROJECT = "project", "Project"
    CUSTOMER = "customer", "Customer"


class WindowChoice(models.TextChoices):
    LAST = Window.LAST.value, "Since the last measurement"
    WHOLE = Window.WHOLE.value, "Whole phase"
    RANGE = Window.RANGE.value, "Between two dates"


class ReportFormat(models.TextChoices):
    PDF = "pdf", "PDF"
    XLSX = "xlsx", "Excel workbook"
    HTML = "html", "Web page"
    CSV = "csv", "CSV"
    JSON = "json", "JSON"
    TEXT = "text", "Text"


class ReportState(models.TextChoices):
    """Follows from the row and its job."""

    READY = "ready", "Ready"
    MAKING = "making", "In progress"
    FAILED = "failed", "Failed"

    @property
    def tone(self) -> str:
        return {"ready": "ok", "failed": "danger"}.get(self.value, "info")


class ReportQuerySet(VisibleQuerySet["Report"]):
    def with_people(self) -> Self:
        return self.select_related("customer", "project", "phase", "job")

    def sortable(self) -> Self:
        """With the columns that lists sort by: never NULL, in lower case."""
        return self.annotate(
            sort_name=Lower("name"),
            sort_customer=Lower("customer__name"),
            sort_size=Coalesce("size", -1),
            sort_gather=Coalesce("last_gather", LONG_AGO),
        )

    def in_state(self, state: str) -> Self:
        failed = models.Q(made_at=None, job__state__in=ENDED_BADLY)
        if state == ReportState.READY:
            return self.exclude(made_at=None)
        if state == ReportState.FAILED:
            return self.filter(failed)
        return self.filter(made_at=None).exclude(failed)


def kept_for_good() -> pgtrigger.Trigger:
    """A report never changes once it has been made."""
    before, after = (
        ", ".join(f"{row}.{name}" for name in MADE) for row in ("OLD", "NEW")
    )
    return pgtrigger.Protect(
        name="made_for_good",
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            f"OLD.made_at IS NOT NULL AND ({before}) IS DISTINCT FROM ({after})"
        ),
    )


@tracked(pghistory.ManualEvent("download"))
class Report(BaseModel):
    """A snapshot of figures in a file, kept even when its subject is deleted."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="reports")
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    phase = models.ForeignKey(
        Phase, models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    scope = models.CharField(max_length=10, choices=Scope)
    name = models.CharField("subject", max_length=700)  # as it was called then
    window = models.CharField("period", max_length=10, choices=WindowChoice)
    begin = models.DateField("from", null=True, blank=True)
    end = models.DateField("to", null=True, blank=True)
    charts = models.BooleanField(default=True)
    forecast = models.BooleanField(default=True)
    raw = models.BooleanField("measurements", default=True)
    format = models.CharField(max_length=10, choices=ReportFormat)
    author = models.CharField(max_length=1000)  # a user's name, or a command
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    job = models.ForeignKey(
        Job, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField("made", null=True, blank=True)
    cut_off = models.DateTimeField("data cut-off", null=True, blank=True)
    last_gather = models.DateField("last measured", null=True, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    file_name = models.CharField(max_length=255, blank=True)

    objects = ReportQuerySet.as_manager()
    activity = Activity(parent="customer")

    class Meta:
        ordering = ("-created_at",)
        indexes = [models.Index(fields=["customer", "-created_at", "-id"])]
        constraints = [
            one_of("scope", Scope, "report_scope_known"),
            one_of("window", WindowChoice, "report_window_known"),
            one_of("format", ReportFormat, "report_format_known"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="asked_for_good", fields=["id", *REQUESTED]),
            kept_for_good(),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_format_display()})"

    def get_absolute_url(self) -> str:
        return reverse("reports:detail", args=[self.pk])

    @property
    def state(self) -> ReportState:
        if self.made_at:
            return ReportState.READY
        if self.job is None or self.job.state in ENDED_BADLY:
            return ReportState.FAILED
        return ReportState.MAKING

    @property
    def subject(self) -> Customer | Project | Phase | None:
        """What the report is about, if that still exists."""
        return {"phase": self.phase, "project": self.project}.get(
            self.scope, self.customer
        )

    @property
    def parts(self) -> list[str]:
        """What it includes beside the figures, in words."""
        parts = {
            "charts": self.charts,
            "forecast": self.forecast,
            "measurements": self.raw,
        }
        return [name for name, included in parts.items() if included]

    @property
    def request(self) -> ReportRequest:
        return ReportRequest(
            customer=self.customer,
            project=self.project if self.scope == Scope.PROJECT else None,
            phase=self.phase,
            window=Window(self.window),
            begin=self.begin,
            end=self.end,
            contents=Contents(self.charts, self.forecast, self.raw),
        )


class ReportContent(models.Model):
    """The file, and the figures that it was made from. Written once."""

    report = models.OneToOneField(
        Report, models.CASCADE, primary_key=True, related_name="content"
    )
    document = models.JSONField()
    file = models.BinaryField()

    class Meta:
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return str(self.report_id)
