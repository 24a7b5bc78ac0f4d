import time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from jobs.models import Job, JobState
from jobs.records import state_record
from jobs.services import request_cancel
from tracker.commands import TrackerCommand

STEP = 0.2


class Command(TrackerCommand):
    help = "Stop a job, and wait until it has stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", metavar="ID")
        parser.add_argument(
            "--seconds",
            type=float,
            default=30,
            help="how long to wait (default: 30)",
        )

    def run(self, *, job: str, seconds: float, **options: Any) -> None:
        row = request_cancel(job=self.named(job), by=None)
        deadline = time.monotonic() + seconds
        while row.is_active and time.monotonic() < deadline:
            time.sleep(STEP)
            row.refresh_from_db()
        if row.is_active:
            raise CommandError(f"{row} was asked to stop, but is still running.")
        if row.state != JobState.CANCELLED:
            state = JobState(row.state).label.lower()
            raise CommandError(
                f"{row} had already ended before it could be stopped ({state})."
            )
        self.answer(state_record(row), f"{row} stopped.")

    def named(self, job_id: str) -> Job:
        try:
            return Job.objects.get(pk=job_id)
        except (Job.DoesNotExist, ValueError, ValidationError):
            raise CommandError(
                f"No job has the ID {job_id}. list_jobs shows the IDs."
            ) from None
