from uuid import UUID

from tracker.celery import app
from tracker.jobs.execute import execute
from tracker.jobs.presence import WORKERS, report


@app.task(name="tracker.report_worker", time_limit=60)
def report_worker(queue: str) -> None:
    """A worker that runs this is alive, and reaches broker and database."""
    report(WORKERS[queue])


@app.task(name="tracker.run_job")
def run_job(job_id: str) -> None:
    """However often it is delivered: a job that is not queued is not begun."""
    execute(UUID(job_id))
