from datetime import timedelta
from typing import Any

import psycopg
from django.conf import settings
from django.urls import reverse

from restore.datadir.sandbox import level
from restore.engine import perform, refusal, stages
from restore.errors import Refused
from restore.models import Restore, RestoredDatabase
from restore.places import report_places
from restore.services import drop_database, restart_restore
from restore.sweep import sweep
from restore.uploads import tasks as uploads  # noqa: F401 - its jobs are found here
from tracker.embedded.binaries import VERSIONS, are_there, binaries
from tracker.health import UnwellError, health_check
from tracker.jobs.kinds import job_kind
from tracker.jobs.recovery import sweeper
from tracker.jobs.run import Run
from tracker.models import Job, User

LACKING = {
    True: "Data directories are refused until bubblewrap is installed.",
    False: "Data directories are opened by an unprivileged account with limits only, "
    "until bubblewrap is installed.",
}


def again(job: Job, by: User | None) -> Job:
    return restart_restore(Restore.objects.get(job=job), by).job


def restore_page(job: Job) -> str:
    pk = job.input.get("restore")
    return reverse("restore:detail", args=[pk]) if pk else ""


@job_kind(
    "restore",
    queue="restore",
    label="Restore",
    deadline=timedelta(hours=12),
    stages=stages,
    again=again,
    page=restore_page,
)
def restore(run: Run) -> dict[str, Any]:
    return perform(run)


def database_page(job: Job) -> str:
    return reverse("restore:database", args=[job.input["database"]])


@job_kind("drop_database", label="Drop", stages=("Drop",), page=database_page)
def drop(run: Run) -> dict[str, Any]:
    databases = RestoredDatabase.objects.select_related("customer", "server", "restore")
    database = databases.get(pk=run.input["database"])
    with run.stage("Drop"):
        run.point_of_no_return()
        try:
            drop_database(database=database)
        except (psycopg.errors.ObjectInUse, psycopg.errors.InsufficientPrivilege):
            raise in_use(database) from None
        except psycopg.Error as error:
            raise (refusal(error) or error) from error
    return {"database": database.name}


def in_use(database: RestoredDatabase) -> Refused:
    return Refused(
        "busy",
        f"{database} is in use by somebody whose session is not ours to end: it is "
        "still there. Try again later.",
    )


@sweeper("restores")
def sweep_restores() -> str:
    return sweep()


@health_check(
    "sandbox",
    advice="Install bubblewrap where the workers run; the administrator's guide says "
    "what it needs.",
)
def sandbox() -> str:
    """What data directories are opened in, on this machine."""
    major = next(filter(are_there, sorted(VERSIONS, reverse=True)), None)
    if major is None:
        return "not tried, as no programs of PostgreSQL are here yet"
    if found := level(binaries(major)):
        return found
    raise UnwellError(f"none here. {LACKING[settings.RESTORE_REQUIRE_SANDBOX]}")


@sweeper("places")
def tell_of_places() -> str:
    return report_places()
