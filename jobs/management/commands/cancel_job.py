import time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from jobs.models import Job, JobState
from jobs.services import request_cancel
from tracker.commands import TrackerCommand

STEP = 0.2


class Command(TrackerCommand):
    help = "Cancel a job, and wait until it has ended."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", metavar="ID")
        parser.add_argument(
            "--seconds",
            type=float,
            default=30,
            help="how long to wait for its end (default: 30)",
        )

    def run(self, *, job: str, seconds: float, **options: Any) -> None:
        found = request_cancel(job=self.named(job), by=None)
        deadline = time.monotonic() + seconds
        while found.is_active and time.monotonic() < deadline:
            time.sleep(STEP)
            found.refresh_from_db()
        if found.is_active:
            raise CommandError(f"{found} was asked to end, and has not done so yet.")
        if found.state != JobState.CANCELLED:
            state = JobState(found.state).label.lower()
            raise CommandError(
                f"{found} had ended before it could be cancelled: {state}."
            )
        answer = {"id": found.pk, "state": found.state}
        self.answer(answer, f"{found} is cancelled.")

    def named(self, wanted: str) -> Job:
        try:
            return Job.objects.get(pk=wanted)
        except (Job.DoesNotExist, ValueError, ValidationError):
            raise CommandError(
                f"No job has the id {wanted}: list_jobs shows those there are."
            ) from None
