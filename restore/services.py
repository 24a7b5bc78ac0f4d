from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from customers.models import Customer
from restore.landing.recovery import drop_restored
from restore.landing.server import Server, exclusive
from restore.models import DatabaseServer, Restore, RestoredDatabase
from restore.servers import landing
from restore.types import Kind
from tracker.jobs.services import create_job
from tracker.models import User


def database_name(customer: Customer, kind: Kind) -> str:
    return f"{kind.prefix}_{customer.database_suffix}"


def readable_file(path: str) -> Path:
    """The file that a restore is asked for, or a sentence why it can not be."""
    file = Path(path).expanduser()
    try:
        with file.open("rb"):
            return file.resolve()
    except IsADirectoryError:
        problem = "is a folder: pack it with tar first"
    except FileNotFoundError:
        problem = "is not there"
    except OSError as error:
        problem = f"can not be read ({error.strerror})"
    except ValueError:
        problem = "is no file name"
    raise ValidationError({"file": f"{path!r} {problem}."})


@transaction.atomic
def start_restore(
    *,
    customer: Customer,
    kind: Kind,
    path: str,
    trigger: str,
    dated: date | None = None,
    requested_by: User | None = None,
) -> Restore:
    """Ask for a restore; a worker (or the command that asked) does it."""
    file = readable_file(path)
    if dated and dated > timezone.localdate():
        raise ValidationError({"date": "This date is in the future."})
    job = create_job(
        kind="restore",
        input={"file": str(file), "dated": dated.isoformat() if dated else None},
        customer=customer,
        requested_by=requested_by,
        trigger=trigger,
        exclusive_key=f"restore:{kind}:{customer.pk}",
    )
    return Restore.objects.create(
        customer=customer,
        kind=kind,
        job=job,
        server=DatabaseServer.of(customer),
        file=str(file),
        database=database_name(customer, kind),
        dated=dated,
    )


def drop_database(*, database: RestoredDatabase) -> None:
    """Drop a restored database; what was counted in it stays."""
    server: Server = landing(database.server)
    with exclusive(server, database.name):
        drop_restored(server, database.name, suffix=database.customer.database_suffix)
        database.dropped_at = timezone.now()
        database.save(update_fields=["dropped_at", "updated_at"])


def restart_restore(restore: Restore, by: User | None) -> Restore:
    """The same once more."""
    return start_restore(
        customer=restore.customer,
        kind=Kind(restore.kind),
        path=restore.file,
        trigger=restore.job.trigger,
        dated=restore.dated,
        requested_by=by,
    )
