from datetime import timedelta
from typing import Any

from jobs.kinds import job_kind
from jobs.recovery import sweeper
from jobs.run import Run
from uploads.checking import CHECK, perform
from uploads.sweep import sweep


@job_kind(
    "check_upload",
    label="Check upload",
    deadline=timedelta(hours=12),
    stages=(CHECK,),
)
def check_upload(run: Run) -> dict[str, Any]:
    return perform(run)


@sweeper("uploads")
def sweep_uploads() -> str:
    return sweep()
