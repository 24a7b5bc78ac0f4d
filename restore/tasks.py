from datetime import timedelta
from typing import Any

from django.urls import reverse

from jobs.kinds import job_kind
from jobs.models import Job
from jobs.recovery import sweeper
from jobs.run import Run
from restore.display import gather_url
from restore.engine import perform, stages
from restore.models import Restore, RestoredDatabase
from restore.recording.places import report_places
from restore.recording.sweep import sweep
from restore.services import (
    drop_restored_database,
    is_being_restored,
    restart_restore,
    restored_since,
)
from tracker.models import User
from uploads.keepers import Keeper, keep_files

DELETE = "Delete"


def again(job: Job, by: User | None) -> Job:
    return restart_restore(Restore.objects.get(job=job), by).job


def restore_page(job: Job) -> str:
    pk = job.input.get("restore")
    return reverse("restore:detail", args=[pk]) if pk else ""


def what_comes_next(job: Job) -> str:
    return gather_url(Restore.objects.select_related("customer").get(job=job))


@job_kind(
    "restore",
    queue="restore",
    label="Restore",
    deadline=timedelta(hours=12),
    stages=stages,
    again=again,
    page=restore_page,
    then=what_comes_next,
)
def restore(run: Run) -> dict[str, Any]:
    return perform(run)


def database_page(job: Job) -> str:
    return reverse("restore:database", args=[job.input["database"]])


@job_kind(
    "drop_database", label="Delete database", stages=(DELETE,), page=database_page
)
def perform_drop(run: Run) -> dict[str, Any]:
    databases = RestoredDatabase.objects.select_related("customer", "server", "restore")
    database = databases.get(pk=run.input["database"])
    with run.stage(DELETE):
        run.point_of_no_return()
        drop_restored_database(database=database)
    return {"database": database.name}


keep_files(Keeper(at_work=is_being_restored, used_since=restored_since))


@sweeper("restores")
def sweep_restores() -> str:
    return sweep()


@sweeper("places")
def tell_of_places() -> str:
    return report_places()
