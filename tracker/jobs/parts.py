"""What belongs to a job: its stages, its log, and the processes it started."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Coalesce, Now

from tracker.fields import one_of
from tracker.jobs.groups import Group, boot, host

if TYPE_CHECKING:
    from tracker.jobs.models import Job


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

    job = models.ForeignKey("tracker.Job", models.CASCADE, related_name="stages")
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

    @classmethod
    def prepare(cls, job: "Job", names: Sequence[str]) -> None:
        """What will come, so that a page can show it before it begins."""
        JobStage.objects.bulk_create(
            JobStage(job=job, attempt=job.fence, position=position, name=name)
            for position, name in enumerate(names)
        )

    @classmethod
    def store(cls, job: "Job", note: Any) -> None:
        """How far a stage is; the times are when the database heard of it."""
        begun = {"started_at": Coalesce("started_at", Now())}
        values = {
            "name": note.name,
            "state": note.state,
            "done": note.done,
            "total": note.total,
            "unit": note.unit,
        }
        if note.state in (StageState.DONE, StageState.FAILED):
            values["finished_at"] = Now()
        place = {"job": job, "attempt": job.fence, "position": note.position}
        if not cls.objects.filter(**place).update(**values, **begun):
            cls.objects.create(**place, **values, started_at=Now())


class JobLog(models.Model):
    """A line that a job wrote when it happened."""

    job = models.ForeignKey("tracker.Job", models.CASCADE, related_name="lines")
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

    job = models.ForeignKey("tracker.Job", models.CASCADE, related_name="processes")
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

    @classmethod
    def record(cls, job: "Job", group: Group, name: str) -> None:
        cls.objects.create(
            job=job,
            fence=job.fence,
            host=host(),
            boot=boot(),
            group=group.leader,
            started=group.started,
            name=name[:200],
        )

    @classmethod
    def forget(cls, job: "Job", group: Group) -> None:
        ours = cls.objects.filter(job=job, host=host(), boot=boot())
        ours.filter(group=group.leader, started=group.started).delete()

    @property
    def leads(self) -> Group | None:
        """The group, unless it went with the boot that it was started in."""
        same = self.host == host() and self.boot == boot()
        return Group(self.group, self.started) if same else None
