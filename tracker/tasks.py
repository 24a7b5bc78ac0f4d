from tracker.celery import app
from tracker.jobs.presence import WORKER, report


@app.task(name="tracker.report_worker", queue="quick")
def report_worker() -> None:
    """A worker that runs this is alive, and reaches broker and database."""
    report(WORKER)
