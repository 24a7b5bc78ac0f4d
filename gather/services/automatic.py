"""Gathering data automatically after a restore, for projects that are set to."""

from django.db.models import QuerySet

from gather.inventories import kind_of
from gather.models import Inventory
from gather.services.gathering import Outcome, active_phases, gather_all
from jobs.models import Job
from jobs.services import create_job
from phases.models import Phase, PhaseType
from projects.models import Project
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


def only_place(restore: Restore) -> dict[str, str]:
    """The customer, and the only project and phase that the data may be for."""
    customer = restore.customer
    projects = [
        project
        for project in Project.objects.active().filter(customer=customer)
        if kind_of(PhaseType.of_project(project.type)) == restore.kind
    ]
    if len(projects) != 1:
        return {"customer": str(customer.pk)}
    phases = active_phases(project=projects[0])[:2]
    if len(phases) != 1:
        return {"customer": str(customer.pk), "project": str(projects[0].pk)}
    return {"phase": str(phases[0].pk)}


def phases_after(restore: Restore) -> QuerySet[Phase]:
    types = [type_ for type_ in PhaseType.values if kind_of(type_) == restore.kind]
    phases = active_phases(customer=restore.customer)
    return phases.filter(project__gather_automatically=True, type__in=types)
