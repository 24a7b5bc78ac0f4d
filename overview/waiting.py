"""Jobs that wait for a person's answer, with their questions."""

from dataclasses import dataclass
from typing import Any

from jobs.models import Job, JobState
from tracker.models import User


@dataclass(frozen=True)
class Waiting:
    job: Job
    file: str
    questions: list[str]


def waiting_jobs(user: User) -> list[Waiting]:
    """The longest waiting first; each has a row, as no more wait than are answered."""
    jobs = Job.objects.for_user(user).filter(state=JobState.WAITING)
    rows = jobs.select_related("customer", "restore").defer(
        "result", "traceback", "restore__result"
    )
    return [waiting(job) for job in rows.order_by("heartbeat_at", "pk")]


def waiting(job: Job) -> Waiting:
    restore: Any = getattr(job, "restore", None)
    if restore is None:
        return Waiting(job, "", [])
    return Waiting(job, restore.name, restore.plan.get("questions", []))
