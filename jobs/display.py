"""How a job is shown: its stages in words and figures, and why it waits."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from math import floor
from typing import Any
from zlib import crc32

from django.conf import settings
from django.utils import timezone

from jobs import kinds
from jobs.models import Job, JobLog, JobStage, JobState, StageState
from tracker.history import Entry, history_of
from tracker.templatetags.figures import size_text

SHORT_LOG = 200
MEANINGFUL = timedelta(seconds=2)  # a rate over less time is chance
SHOWN_CHANGES = {"state", "attempts", "error"}
ICONS = {
    "waiting": "waiting",
    "active": "running",
    "done": "ok",
    "failed": "danger",
}


@dataclass(frozen=True)
class ShownStage:
    name: str
    state: str
    detail: str
    percent: float | None
    counts: bool

    @property
    def icon(self) -> str:
        return ICONS[self.state]


@dataclass(frozen=True)
class Shown:
    """All that the live fragment needs."""

    job: Job
    stages: list[ShownStage]
    waits_for: str
    note: str
    version: str
    may_cancel: bool
    may_retry: bool


def shown(job: Job, *, may_change: bool) -> Shown:
    cancellable = job.is_active and job.cancellable
    again = not job.is_active and job.state != JobState.DONE
    return Shown(
        job=job,
        stages=list(stages_of(job)),
        waits_for=waits_for(job),
        note=note(job),
        version=fragment_version(job),
        may_cancel=may_change and cancellable and job.cancel_requested_at is None,
        may_retry=may_change and again,
    )


def fragment_version(job: Job) -> str:
    """Differs whenever the fragment does."""
    facts = (
        job.state,
        job.fence,
        job.stage,
        job.stage_done,
        job.heartbeat_at,
        job.cancellable,
        job.cancel_requested_at,
        is_silent(job),
    )
    return format(crc32(repr(facts).encode()), "x")  # alike in every web process


def stages_of(job: Job) -> Iterator[ShownStage]:
    rows = list(job.stages.filter(attempt=job.fence)) if job.fence else []
    if job.state == JobState.QUEUED or not rows:
        for name in planned(job):
            yield ShownStage(name, StageState.WAITING, "", None, counts=False)
        return
    for row in rows:
        yield ShownStage(
            row.name,
            row.state,
            detail(row, job),
            100 * row.done / row.total if row.total else None,
            counts=bool(row.total) and row.state == StageState.ACTIVE,
        )


def planned(job: Job) -> tuple[str, ...]:
    try:
        return kinds.find(job.kind).stages
    except kinds.UnknownKindError:
        return ()


def detail(stage: JobStage, job: Job) -> str:
    """As "412.0 MB of 576.0 MB, 48.1 MB/s, 4 s left"."""
    counted = stage.done or stage.total is not None
    if stage.state == StageState.WAITING or not counted:
        return took(stage)
    parts = [amount(stage)]
    if stage.state == StageState.ACTIVE:
        parts += pace(stage, job)
    elif lasted := took(stage):
        parts.append(lasted)
    return ", ".join(parts)


def amount(stage: JobStage) -> str:
    if stage.unit == "bytes":
        done = size_text(stage.done)
        total = size_text(stage.total) if stage.total is not None else ""
    else:
        done = f"{stage.done:,}"
        total = f"{stage.total:,}" if stage.total is not None else ""
        total = f"{total or done} {stage.unit}".strip()
        done = done if stage.total is not None else ""
    return " of ".join(filter(None, (done, total)))


def pace(stage: JobStage, job: Job) -> Iterator[str]:
    """Both times are the database's, so clocks may differ."""
    if not (stage.started_at and job.heartbeat_at and stage.done):
        return
    elapsed = job.heartbeat_at - stage.started_at
    if elapsed < MEANINGFUL:
        return
    rate = stage.done / elapsed.total_seconds()
    if stage.unit == "bytes":
        yield f"{size_text(floor(rate))}/s"
    elif stage.unit == "rows":
        yield f"{floor(rate):,} rows/s"
    if stage.total and stage.total > stage.done:
        left = timedelta(seconds=(stage.total - stage.done) / rate)
        yield f"{span(left)} left"


def took(stage: JobStage) -> str:
    if not (stage.started_at and stage.finished_at):
        return ""
    return span(stage.finished_at - stage.started_at)


def span(time: timedelta) -> str:
    """As "2 h 5 min"; the two largest units."""
    seconds = time.total_seconds()
    if seconds < 1:
        return "under 1 s"
    whole = floor(seconds)
    for size, name, lesser, lesser_name in (
        (86400, "d", 3600, "h"),
        (3600, "h", 60, "min"),
        (60, "min", 1, "s"),
    ):
        if whole >= size:
            rest = whole % size // lesser
            more = f" {rest} {lesser_name}" if rest else ""
            return f"{whole // size} {name}{more}"
    return f"{whole} s"


def waits_for(job: Job) -> str:
    if job.state == JobState.WAITING:
        return "Waiting for an answer."
    if job.state != JobState.QUEUED:
        return ""
    rivals = Job.objects.filter(state=JobState.RUNNING, exclusive_key=job.exclusive_key)
    if job.exclusive_key and rivals.exists():
        return (
            "Waiting for another job to finish. Only one can use this database at a "
            "time."
        )
    return "Waiting for a free worker."


def note(job: Job) -> str:
    if is_silent(job):
        return (
            "The worker has not responded for a while. If it does not recover, this "
            "job restarts automatically."
        )
    if job.is_cancelling:
        return "This job is being stopped."
    if job.is_active and job.attempts > 1:
        return (
            f"Attempt {job.attempts} of {settings.JOB_ATTEMPTS}. The previous attempt "
            "was interrupted."
        )
    if job.state == JobState.DONE and job.cancel_requested_at:
        return "The job was done before it could be stopped."
    return ""


def is_silent(job: Job) -> bool:
    return bool(
        job.state == JobState.RUNNING
        and job.lease_until
        and job.lease_until < timezone.now()
    )


def lines_after(job: Job, after: int) -> list[JobLog]:
    """The latest lines that a page does not show yet, oldest first."""
    latest = job.lines.filter(pk__gt=after).order_by("-pk")[:SHORT_LOG]
    return list(latest)[::-1]


def history_shown(job: Job) -> list[Entry]:
    """Who changed the job and how; the rest of the row is in the details."""
    entries = [
        replace(entry, changes=[c for c in entry.changes if c.name in SHOWN_CHANGES])
        for entry in history_of(job)
    ]
    return [entry for entry in entries if entry.changes or entry.verb != "changed"]


def facts_of(result: dict[str, Any]) -> list[tuple[str, Any]]:
    """The values of a result that can be shown as text."""
    return [
        (name.replace("_", " ").capitalize(), value)
        for name, value in result.items()
        if isinstance(value, str | int | float) and value != ""
    ]
