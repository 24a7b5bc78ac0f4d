from functools import partial
from typing import Any

from django.db.models import Max

from customers.appliances import Appliance
from customers.models import Customer
from customers.tables import CustomerTable
from jobs.models import Job
from projects.tables import ProjectTable
from restore import services
from restore.dumps.catalogues import WRONG_KIND
from restore.models import DatabaseServer, Restore, RestoredDatabase
from tracker.columns import DayColumn
from tracker.panels import panel, section
from tracker.request import Request

SHOWN = 5

section("Restores", "restore:start", icon="restore", order=50)


def read_last_backups(rows: list[Any], key: str) -> None:
    """The latest date of data that was restored, for customers or their projects."""
    customers = [getattr(row, key) for row in rows]
    restored = RestoredDatabase.objects.filter(customer__in=customers)
    latest = restored.values("customer").annotate(day=Max("dated"))
    days = {row["customer"]: row["day"] for row in latest}
    for row in rows:
        row.last_backup = days.get(getattr(row, key))


for table, key in ((CustomerTable, "pk"), (ProjectTable, "customer_id")):
    table.add_columns(
        {"last_backup": DayColumn(verbose_name="Last backup", orderable=False)},
        partial(read_last_backups, key=key),
        before="created_at",
    )


@panel("job.refused", "restore/other_appliance.html")
def other_appliance(request: Request, job: Job) -> dict[str, Any] | None:
    """One click, beside the refusal of a file that is the other appliance's."""
    if job.error_code != WRONG_KIND or not request.user.has_perm("restore.add_restore"):
        return None
    restore = Restore.objects.filter(job=job).first()
    if restore is None:
        return None
    other = Appliance(restore.kind).other.label
    instead = services.restored_instead(restore)
    return {"restore": restore, "other": other, "instead": instead}


@panel("customer.details", "restore/server_of_customer.html")
def server_of_customer(request: Request, customer: Customer) -> dict[str, Any] | None:
    """Where its databases are; to be changed only where there is a choice.

    Before the first restore no server is known.
    """
    servers = DatabaseServer.objects.filter(active=True).count()
    if not servers:
        return None
    may_change = request.user.has_perm("restore.change_serverassignment")
    server = DatabaseServer.of(customer)
    return {"server": server, "may_change": servers > 1 and may_change}


@panel("customer.body", "restore/of_customer.html", order=20)
def of_customer(request: Request, customer: Customer) -> dict[str, Any]:
    """What was restored for a customer."""
    restores = Restore.objects.filter(customer=customer).with_job()
    return {
        "databases": RestoredDatabase.objects.present().filter(customer=customer),
        "restores": restores.defer("plan", "result")[:SHOWN],
    }
