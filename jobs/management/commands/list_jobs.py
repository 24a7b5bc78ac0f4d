from typing import Any

from django.core.management.base import CommandParser

from jobs.display import span
from jobs.models import Job
from tracker.commands import TrackerCommand, plural, record, table

TITLES = ("ID", "JOB", "STATE", "STAGE", "CUSTOMER", "QUEUED", "TOOK", "ERROR")
SHORTER = ("input", "traceback")


class Command(TrackerCommand):
    help = "List jobs, the newest first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--active", action="store_true", help="only what has not ended yet"
        )
        parser.add_argument(
            "--limit", type=int, default=20, help="at most so many (default: 20)"
        )

    def run(self, *, active: bool, limit: int, **options: Any) -> None:
        jobs = Job.objects.active() if active else Job.objects.all()
        found = list(jobs.with_people().order_by("-queued_at")[: max(limit, 0)])
        if not found:
            self.answer([], "No jobs." if not active else "No jobs are active.")
            return
        text = table(TITLES, map(line, found))
        self.answer(list(map(entry, found)), f"{text}\n{plural(len(found), 'job')}")


def entry(job: Job) -> dict[str, Any]:
    return {k: v for k, v in record(job).items() if k not in SHORTER}


def line(job: Job) -> tuple[object, ...]:
    return (
        job.pk,
        job.label,
        job.get_state_display(),
        job.stage,
        job.customer,
        job.queued_at.isoformat(" ", "seconds"),
        span(job.duration) if job.duration is not None else None,
        job.error,
    )
