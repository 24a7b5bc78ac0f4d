from datetime import timedelta
from typing import Any

from restore.engine import perform, stages
from restore.models import Restore
from restore.services import restart_restore
from restore.sweep import sweep
from restore.uploads import tasks as uploads  # noqa: F401 - its jobs are found here
from tracker.jobs.kinds import job_kind
from tracker.jobs.recovery import sweeper
from tracker.jobs.run import Run
from tracker.models import Job, User


def again(job: Job, by: User | None) -> Job:
    return restart_restore(Restore.objects.get(job=job), by).job


@job_kind(
    "restore",
    queue="restore",
    label="Restore",
    deadline=timedelta(hours=12),
    stages=stages,
    again=again,
)
def restore(run: Run) -> dict[str, Any]:
    return perform(run)


@sweeper("restores")
def sweep_restores() -> str:
    return sweep()
