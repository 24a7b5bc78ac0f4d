from typing import Any

from customers.models import Customer
from restore.models import Restore, RestoredDatabase
from tracker.panels import panel, section
from tracker.request import Request

SHOWN = 5

section("Restores", "restore:start", icon="restore", order=50)


@panel("customer.body", "restore/of_customer.html", order=20)
def of_customer(request: Request, customer: Customer) -> dict[str, Any]:
    """What was restored for a customer."""
    restores = Restore.objects.filter(customer=customer).with_job()
    return {
        "databases": RestoredDatabase.objects.present().filter(customer=customer),
        "restores": restores.defer("plan", "result")[:SHOWN],
    }
