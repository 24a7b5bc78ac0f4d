from typing import Any

from django.core.management.base import CommandParser

from jobs.display import span
from jobs.models import Job
from jobs.records import job_record
from tracker.commands import TrackerCommand, plural, table

TITLES = ("ID", "JOB", "STATE", "STAGE", "CUSTOMER", "QUEUED", "TOOK", "ERROR")


class Command(TrackerCommand):
    help = "List jobs, the latest first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--active", action="store_true", help="only unfinished jobs"
        )
        parser.add_argument(
            "--limit", type=int, default=20, help="show at most this many (default: 20)"
        )

    def run(self, *, active: bool, limit: int, **options: Any) -> None:
        jobs = Job.objects.active() if active else Job.objects.all()
        rows = list(jobs.with_people().order_by("-queued_at")[: max(limit, 0)])
        if not rows:
            self.answer([], "No unfinished jobs." if active else "No jobs.")
            return
        text = table(TITLES, map(line, rows))
        self.answer(list(map(job_record, rows)), f"{text}\n{plural(len(rows), 'job')}")


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
