"""Gathering data automatically after a restore, for projects that are set to."""

from django.db.models import QuerySet

from gather.inventories import kind_of
from gather.models import Inventory
from gather.services.gathering import Outcome, active_phases, gather_all
from jobs.models import Job
from jobs.services import create_job
from phases.models import Phase, PhaseType
from restore.models import Restore


def request_gathering(restore: Restore) -> Job | None:
    """In the transaction that records the restore: a job, if there is work for it."""
    if not phases_after(restore).exists():
        return None
    return create_job(
        kind="gather",
        input={"restore": str(restore.pk)},
        customer=restore.customer,
        requested_by=restore.job.requested_by,
        trigger=restore.job.trigger,
    )


def gather_after(restore: Restore, job: Job) -> list[Outcome]:
    """Replaces measurements gathered for that day before, and keeps manual ones."""
    inventories = Inventory.objects.usable().filter(restore=restore)
    inventory = inventories.newest_first().first()
    if inventory is None:
        return []
    return gather_all(
        phases=phases_after(restore),
        inventory=inventory,
        renew=True,
        requested_by=job.requested_by,
        job=job,
    )


def phases_after(restore: Restore) -> QuerySet[Phase]:
    types = [type_ for type_ in PhaseType.values if kind_of(type_) == restore.kind]
    phases = active_phases(customer=restore.customer)
    return phases.filter(project__gather_automatically=True, type__in=types)
