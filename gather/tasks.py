"""Jobs of gather, what it adds to restores, and what it knows about tapes."""

from datetime import timedelta
from typing import Any

from customers.appliances import Appliance
from gather.services.automatic import gather_after, request_gathering
from gather.services.offering import places_of
from gather.services.stock import (
    create_inventory,
    redate_inventories,
    request_recount,
    summary,
)
from gather.services.tapes import bytes_per_tape
from jobs.errors import Failed
from jobs.kinds import job_kind
from jobs.models import Job
from jobs.run import Run
from phases.services.places import offers_places
from phases.services.tapes import counts_tapes
from restore.errors import environment_refusal
from restore.landing.server import Server
from restore.models import Restore, RestoredDatabase
from restore.recording.stock import after_redating, after_restore, takes_stock
from restore.servers import landing
from restore.services import note_read
from tracker.models import User

CREATE_INVENTORY = "Create inventory"
GATHER_DATA = "Gather data"

counts_tapes(bytes_per_tape)
offers_places(places_of)


@takes_stock
def count_within_restore(
    *,
    run: Run,
    restore: Restore,
    server: Server,
    database: str,
    suffix: str,
    kind: Appliance,
) -> dict[str, Any]:
    """Within a restore, before the new database is in use."""
    inventory = create_inventory(
        work=run, restore=restore, server=server, database=database, job=run.job
    )
    run.log(f"Counted {inventory.objects_count:,} objects.")
    return summary(inventory)


@after_restore
def gather_what_was_restored(restore: Restore) -> None:
    request_gathering(restore)


@after_redating
def redate(restore: Restore) -> None:
    redate_inventories(restore)


def ask_again(job: Job, by: User | None) -> Job:
    database = RestoredDatabase.objects.get(pk=job.input["database"])
    return request_recount(database=database, requested_by=by, trigger=job.trigger)


@job_kind(
    "take_stock",
    queue="restore",
    label=CREATE_INVENTORY,
    deadline=timedelta(hours=6),
    stages=(CREATE_INVENTORY,),
    again=ask_again,
)
def take_stock(run: Run) -> dict[str, Any]:
    """Count a restored database again."""
    databases = RestoredDatabase.objects.select_related(
        "server", "restore__customer", "restore__backup"
    )
    database = databases.get(pk=run.input["database"])
    if database.dropped_at:
        raise Failed(
            f"{database} has been deleted in the meantime. Restore its backup again.",
            code="dropped",
        )
    with run.stage(CREATE_INVENTORY):
        try:
            inventory = create_inventory(
                work=run,
                restore=database.restore,
                server=landing(database.server),
                database=database.name,
                job=run.job,
            )
        except Exception as error:
            run.check()  # a job that is being stopped breaks in many ways
            raise (environment_refusal(error) or error) from error
    note_read(database=database)
    return summary(inventory)


@job_kind("gather", label=GATHER_DATA, stages=(GATHER_DATA,))
def gather_automatically(run: Run) -> dict[str, Any]:
    """After a restore, for the projects that want it."""
    restore = Restore.objects.get(pk=run.input["restore"])
    with run.stage(GATHER_DATA):
        outcomes = gather_after(restore, run.job)
    for outcome in outcomes:
        if outcome.problem:
            run.log(f"{outcome.phase}: {outcome.problem}", "warning")
    return {
        "outcomes": [
            {
                "phase": str(outcome.phase.pk),
                "name": outcome.phase.name,
                "result": outcome.result,
                "problem": outcome.problem,
            }
            for outcome in outcomes
        ]
    }
