"""The states that a job can be in, and what made it."""

from django.db import models


class JobState(models.TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    WAITING = "waiting", "Waiting for an answer"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    ERRORED = "errored", "Error"
    CANCELLED = "cancelled", "Cancelled"

    @property
    def tone(self) -> str:
        return TONES[self.value]


TONES = {
    "queued": "neutral",
    "running": "info",
    "waiting": "warning",
    "done": "ok",
    "failed": "danger",
    "errored": "danger",
    "cancelled": "warning",
}
IDLE = (JobState.QUEUED, JobState.WAITING)
ACTIVE = (JobState.RUNNING, *IDLE)
TERMINAL = (JobState.DONE, JobState.FAILED, JobState.ERRORED, JobState.CANCELLED)


class Trigger(models.TextChoices):
    WEB = "web", "on a page"
    ADMIN = "admin", "in the admin"
    COMMAND = "command", "by a command"
    SCHEDULE = "schedule", "by schedule"


def unanswered(days: int) -> str:
    return (
        f"Stopped because its question was not answered for {days} days. Start it "
        "again when you are ready to answer."
    )


def given_up(attempts: int, stage: str) -> str:
    times = {1: "once", 2: "twice", 3: "three times"}
    count = times.get(attempts, f"{attempts} times")
    place = f"in “{stage}”" if stage else "before the first stage"
    return (
        f"Stopped after the worker crashed {count}, most recently {place}. The machine "
        "may be short of memory or disk space. See the worker's log."
    )
