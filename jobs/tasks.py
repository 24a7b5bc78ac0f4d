from uuid import UUID

from jobs.execute import execute
from jobs.presence import WORKERS, report
from tracker.celery import app


@app.task(name="jobs.report_worker", time_limit=60)
def report_worker(queue: str) -> None:
    """A worker that runs this is alive, and reaches broker and database."""
    report(WORKERS[queue])


@app.task(name="jobs.run_job")
def run_job(job_id: str) -> None:
    """However often it is delivered: a job that is not queued is not begun."""
    execute(UUID(job_id))
