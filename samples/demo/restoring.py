"""Real samples through the real restore, and measurements from their inventories."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from customers.appliances import Appliance
from customers.models import Customer
from customers.services import create_customer
from gather.models import Inventory
from jobs.models import Job, JobState, Trigger
from phases.services.phases import create_phase
from projects.models import Project
from projects.services import create_project
from restore.management.waiting import carry_out
from restore.models import Restore
from restore.services import start_restore
from samples.demo.customers import LARKSPUR, QUILLFEATHER
from samples.making import make
from samples.pack import pack

NO_BACKUP = "<html><title>Sign in</title>This download link has expired.</html>\n"
# Name, type, source, target, tape partition, due in so many days, phases.
PROJECTS = (
    (
        "Move to LTO9",
        "IOM_BUCKET",
        "Archive Copy 1",
        "Archive LTO9",
        "Library 1: LTO8/9",
        45,
        ("news", "sport_2019", "All buckets"),
    ),
    (
        "Media refresh",
        "IOM_EXCLUSION",
        "Refresh 100%",
        "LTO9",
        "Library 2",
        None,
        ("Refresh to LTO9",),
    ),
    (
        "Leave Legacy One",
        "RIO_CRUISE_OTHER",
        "Legacy One",
        "New Archive",
        "",
        30,
        ("Legacy One",),
    ),
)


class NotRestoredError(Exception):
    """A sample that should have been restored was not."""


@dataclass(frozen=True)
class Sample:
    kind: Appliance
    ago: int
    migrated: int  # in percent
    packed: str
    objects: int = 8_000


SAMPLES = (
    Sample(Appliance.BLACKPEARL, 19, 22, "dump"),
    Sample(Appliance.RIO, 13, 30, "dump.zst"),  # its copies are objects as well
    Sample(Appliance.BLACKPEARL, 12, 41, "sql.gz"),
    Sample(Appliance.RIO, 6, 52, "dump.tar.zst", 9_074),
    Sample(Appliance.BLACKPEARL, 5, 58, "datadir.tar.zst"),
)


def missing_samples() -> list[Sample]:
    """Samples not restored yet, so that an interrupted load continues."""
    inventories = Inventory.objects.usable().filter(customer__name=QUILLFEATHER)
    existing = {kind: inventories.filter(kind=kind).count() for kind in Appliance}
    missing = []
    for sample in SAMPLES:
        if existing[sample.kind]:
            existing[sample.kind] -= 1
        else:
            missing.append(sample)
    return missing


def restore_samples(
    *, today: date, folder: Path, tell: Callable[[str], None], stderr: Any
) -> None:
    customer = customer_of_samples(today)
    for sample in missing_samples():
        day = today - timedelta(days=sample.ago)
        file = folder / f"quillfeather_{sample.kind}_{day}.{sample.packed}"
        tell(f"{QUILLFEATHER}: {file.name}")
        catalogue = make(
            kind=sample.kind, objects=sample.objects, migrated=sample.migrated
        )
        pack(catalogue, file)
        restored = restore(customer, sample.kind, file, stderr)
        if restored.job.state != JobState.DONE:
            problem = restored.job.error or "cancelled."
            raise NotRestoredError(f"{file.name} was not restored: {problem}")
        # The projects gather automatically; without a worker, this process has to.
        for job in Job.objects.filter(customer=customer, kind="gather"):
            carry_out(job, stderr)


def customer_of_samples(today: date) -> Customer:
    if existing := Customer.objects.filter(name=QUILLFEATHER).first():
        return existing
    customer = create_customer(name=QUILLFEATHER)
    for name, type_, source, target, partition, due, phases in PROJECTS:
        project: Project = create_project(
            customer=customer,
            name=name,
            type=type_,
            target_date=today + timedelta(days=due) if due else None,
            gather_automatically=True,
        )
        for phase in phases:
            create_phase(
                project=project,
                name=phase,
                source=source,
                target=target,
                target_tape_partition=partition,
            )
    return customer


def restore(customer: Customer, kind: Appliance, file: Path, stderr: Any) -> Restore:
    """As `restore_backup` does; a quicker worker may do it instead."""
    started = start_restore(
        customer=customer, kind=kind, path=str(file), trigger=Trigger.COMMAND
    )
    carry_out(started.job, stderr)
    started.refresh_from_db()
    return started


def fail_once(*, folder: Path, stderr: Any) -> None:
    """Shows what an operator sees when a file is not a backup."""
    customer = Customer.objects.get(name=LARKSPUR.name)
    if Restore.objects.filter(customer=customer).exists():
        return
    file = folder / "larkspur_weekly.tar.zst"
    file.write_text(NO_BACKUP)
    restore(customer, Appliance.BLACKPEARL, file, stderr)
