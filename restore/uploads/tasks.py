from datetime import timedelta
from typing import Any

from restore.uploads.checking import CHECK, perform
from restore.uploads.sweep import sweep
from tracker.jobs.kinds import job_kind
from tracker.jobs.recovery import sweeper
from tracker.jobs.run import Run


@job_kind(
    "check_upload",
    label="Check of an upload",
    deadline=timedelta(hours=12),
    stages=(CHECK,),
)
def check_upload(run: Run) -> dict[str, Any]:
    return perform(run)


@sweeper("uploads")
def sweep_uploads() -> str:
    return sweep()
