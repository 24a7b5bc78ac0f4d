from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from customers.appliances import Appliance
from customers.models import Customer
from files.errors import Refused
from jobs.models import ACTIVE, Job, JobState, Trigger
from jobs.services import answer, create_job
from restore.errors import environment_refusal
from restore.landing.publish import is_published
from restore.landing.recovery import drop_restored
from restore.landing.server import TURN, Server, exclusive
from restore.models import DatabaseServer, Restore, RestoredDatabase
from restore.recording import stock
from restore.servers import landing
from tracker.dates import refuse_future
from tracker.history import because
from tracker.models import User


def database_name(customer: Customer, kind: Appliance | str) -> str:
    return f"{Appliance(kind).prefix}_{customer.database_suffix}"


def exclusive_key(customer: Customer, kind: Appliance | str) -> str:
    """What changes or reads a customer's database of one kind does so one by one."""
    return f"restore:{kind}:{customer.pk}"


def readable_file(path: str, name: str = "") -> Path:
    """The file to be restored, or a sentence why it cannot be."""
    file = Path(path).expanduser()
    try:
        path.encode()  # it is kept as text
        with file.open("rb"):
            return file.resolve()
    except IsADirectoryError:
        problem = "is a folder. Pack it with tar first"
    except FileNotFoundError:
        problem = "does not exist"
    except OSError as error:
        problem = f"can't be read ({error.strerror})"
    except ValueError:
        problem = "is not a valid file name"
    raise ValidationError({"file": f"{name or path!r} {problem}."})


@transaction.atomic
def start_restore(
    *,
    customer: Customer,
    kind: Appliance,
    path: str,
    trigger: str,
    name: str = "",
    dated: date | None = None,
    requested_by: User | None = None,
    retry_of: Job | None = None,
) -> Restore:
    """Request a restore; a worker (or the command itself) does it.

    `name` is what the file was called where it comes from.
    """
    file = readable_file(path, name)
    refuse_future(dated, field="date")
    pk = uuid4()
    job = create_job(
        kind="restore",
        input={"restore": str(pk), "file": str(file)},
        customer=customer,
        requested_by=requested_by,
        trigger=trigger,
        exclusive_key=exclusive_key(customer, kind),
        retry_of=retry_of,
    )
    return Restore.objects.create(
        pk=pk,
        customer=customer,
        kind=kind,
        job=job,
        server=DatabaseServer.of(customer),
        file=str(file),
        name=(name or file.name)[:1000],
        database=database_name(customer, kind),
        dated=dated,
    )


def restart_restore(
    restore: Restore, by: User | None, *, kind: Appliance | None = None
) -> Restore:
    """The same again, or as another appliance."""
    return start_restore(
        customer=restore.customer,
        kind=kind or Appliance(restore.kind),
        path=restore.file,
        name=restore.name,
        trigger=Trigger.WEB if by else restore.job.trigger,
        dated=restore.dated,
        requested_by=by,
        retry_of=restore.job,
    )


@transaction.atomic
def restore_as_other(*, restore: Restore, by: User) -> Restore:
    """The same file, as a backup of the appliance that it was found to be of.

    A second click, or another person's, leads to the restore that the first began.
    """
    rows = Restore.objects.select_for_update(of=("self",)).with_job()
    locked = rows.get(pk=restore.pk)
    if not locked.is_of_the_other:
        raise ValidationError(
            "This file was not refused because of its appliance. Start a new restore "
            "instead."
        )
    other = Appliance(locked.kind).other
    return restored_instead(locked) or restart_restore(locked, by, kind=other)


def restored_instead(restore: Restore) -> Restore | None:
    """As the other appliance, since then, unless that failed too."""
    later = Restore.objects.filter(
        customer=restore.customer,
        kind=Appliance(restore.kind).other,
        file=restore.file,
        created_at__gt=restore.created_at,
        job__state__in=[*ACTIVE, JobState.DONE],
    )
    return later.first()


@transaction.atomic
def confirm_restore(*, restore: Restore, by: User, date: date | None = None) -> Restore:
    """Continue, whatever the plan asked; `date` corrects the date of the data."""
    locked = Restore.objects.select_for_update().get(pk=restore.pk)
    refuse_future(date, field="date")
    locked.dated = date or locked.dated
    locked.answered = sorted({*locked.answered, *locked.plan.get("asked", ())})
    locked.confirmed_by, locked.confirmed_at = by, timezone.now()
    fields = ("dated", "answered", "confirmed_by", "confirmed_at", "updated_at")
    with because("Plan confirmed."):
        locked.save(update_fields=fields)
    answer(job=locked.job)
    return locked


@transaction.atomic
def correct_date(*, restore: Restore, date: date, reason: str) -> Restore:
    """What was restored is of another day than was thought."""
    locked = Restore.objects.select_for_update(of=("self",)).with_job()
    restore = locked.get(pk=restore.pk)
    refuse_future(date, field="date")
    if restore.job.state != JobState.DONE:
        raise ValidationError("The date can be corrected once the restore is done.")
    with because(reason):
        restore.dated = date
        restore.save(update_fields=["dated", "updated_at"])
        rows: list[Any] = [*RestoredDatabase.objects.filter(restore=restore)]
        for row in (*rows, restore.backup):
            row.dated = date
            row.save(update_fields=["dated", "updated_at"])
        stock.tell_redated(restore)
    return restore


def note_read(*, database: RestoredDatabase) -> None:
    """When it was last read."""
    RestoredDatabase.objects.filter(pk=database.pk).update(last_read_at=Now())


@transaction.atomic
def request_drop(*, database: RestoredDatabase, by: User) -> Job:
    """By a job: pages talk to no database server."""
    if database.dropped_at:
        raise ValidationError(f"{database} has already been deleted.")
    return create_job(
        kind="drop_database",
        input={"database": str(database.pk)},
        customer=database.customer,
        requested_by=by,
        trigger=Trigger.WEB,
        exclusive_key=exclusive_key(database.customer, database.kind),
    )


def drop_restored_database(*, database: RestoredDatabase) -> None:
    """Delete a restored database; its inventories stay.

    Another restore may have taken its place since: that one is left alone.
    """
    server: Server = landing(database.server)
    with (
        deletion_refusals(database),
        exclusive(server, database.name, patience=TURN),
    ):
        if is_in_use(server, database):
            suffix = database.customer.database_suffix
            drop_restored(server, database.name, suffix=suffix)
        database.refresh_from_db(fields=["dropped_at"])
        database.dropped_at = database.dropped_at or timezone.now()
        database.save(update_fields=["dropped_at", "updated_at"])


@contextmanager
def deletion_refusals(database: RestoredDatabase) -> Iterator[None]:
    try:
        yield
    except (psycopg.errors.ObjectInUse, psycopg.errors.InsufficientPrivilege):
        raise Refused(
            "busy",
            f"{database} was not deleted because another program is using it. Close "
            "that connection, or try again later.",
        ) from None
    except psycopg.Error as error:
        raise (environment_refusal(error) or error) from error


def is_in_use(server: Server, database: RestoredDatabase) -> bool:
    return is_published(server, database.restore.job_id) == database.name


def is_being_restored(path: Path) -> bool:
    return Restore.objects.active().filter(file=str(path)).exists()


def restored_since(paths: Collection[str], moment: datetime) -> set[str]:
    used = Restore.objects.filter(file__in=paths, created_at__gte=moment)
    return set(used.values_list("file", flat=True))
