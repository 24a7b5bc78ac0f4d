"""What belongs to a job: its stages, log and processes; and the product's own."""

from django.db import models
from django.db.models.functions import Now

from embedded.programs.groups import Group, boot, host
from tracker.fields import one_of


class StageState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    ACTIVE = "active", "In progress"
    DONE = "done", "Done"
    FAILED = "failed", "Stopped"


class LogLevel(models.TextChoices):
    INFO = "info", "Info"
    WARNING = "warning", "Warning"
    ERROR = "error", "Error"


class JobStage(models.Model):
    """A part of an attempt, with what it counts."""

    job = models.ForeignKey("jobs.Job", models.CASCADE, related_name="stages")
    attempt = models.PositiveBigIntegerField(help_text="The fence of the attempt.")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    state = models.CharField(
        max_length=10, choices=StageState, default=StageState.WAITING
    )
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    unit = models.CharField(max_length=20, blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("attempt", "position")
        constraints = [
            models.UniqueConstraint(
                "job", "attempt", "position", name="job_stage_unique"
            ),
            one_of("state", StageState, "job_stage_state_known"),
        ]

    def __str__(self) -> str:
        return self.name


class JobLog(models.Model):
    """A line that a job wrote when it happened."""

    job = models.ForeignKey("jobs.Job", models.CASCADE, related_name="lines")
    at = models.DateTimeField(db_default=Now())
    level = models.CharField(max_length=10, choices=LogLevel, default=LogLevel.INFO)
    text = models.TextField()

    class Meta:
        verbose_name = "log line"
        ordering = ("pk",)
        constraints = [one_of("level", LogLevel, "job_log_level_known")]

    def __str__(self) -> str:
        return self.text[:80]


class JobProcess(models.Model):
    """A group of processes that a job started, so that none is forgotten.

    A number of a process comes back one day for another: only together with the boot
    and the time when it started does it mean the one we started.
    """

    job = models.ForeignKey("jobs.Job", models.CASCADE, related_name="processes")
    fence = models.PositiveBigIntegerField()
    host = models.CharField(max_length=255)
    boot = models.CharField(max_length=50)
    group = models.PositiveIntegerField()
    started = models.PositiveBigIntegerField(help_text="In clock ticks since the boot.")
    name = models.CharField(max_length=200)

    class Meta:
        verbose_name = "process"
        verbose_name_plural = "processes"
        indexes = [models.Index("host", name="job_process_host")]

    def __str__(self) -> str:
        return f"{self.name} ({self.group} on {self.host})"

    @property
    def leads(self) -> Group | None:
        """The group, unless it went with the boot that it was started in."""
        same = self.host == host() and self.boot == boot()
        return Group(self.group, self.started) if same else None


class Service(models.Model):
    """A process of the product, and when it last said that it is alive."""

    name = models.CharField(max_length=100, primary_key=True)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    version = models.CharField(max_length=50)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
