"""Which database server a customer's restores go to."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from customers.models import Customer
from restore.models import DatabaseServer, Restore, RestoredDatabase, ServerAssignment
from tracker import services


@transaction.atomic
def assign_server(
    *, customer: Customer, server: DatabaseServer, version: datetime | None = None
) -> ServerAssignment:
    """For the customer's next restores."""
    forbid_moving(customer, server)
    if not server.address:
        raise ValidationError(
            {
                "server": f"The address of {server} is not known here. Ask your "
                f"administrator to set {server.address_variable}."
            }
        )
    assignment = ServerAssignment.objects.filter(customer=customer).first()
    if assignment:
        return services.update(assignment, version=version, server=server)
    return services.create(ServerAssignment(customer=customer, server=server))


@transaction.atomic
def unassign_server(*, assignment: ServerAssignment) -> None:
    """Then the customer's restores go to the default server again."""
    forbid_moving(assignment.customer, DatabaseServer.default())
    assignment.delete()


def forbid_moving(customer: Customer, server: DatabaseServer) -> None:
    """A database stays where it is, so a customer with one stays there too.

    A restore that starts in the meantime waits: its job refers to the locked row.
    """
    Customer.objects.select_for_update().get(pk=customer.pk)
    if server == DatabaseServer.of(customer):
        return
    if Restore.objects.active().filter(customer=customer).exists():
        raise ValidationError(
            f"A restore for {customer} has not finished yet. Wait for its end, or stop "
            "it. Then choose the server again."
        )
    databases = RestoredDatabase.objects.present().filter(customer=customer)
    if elsewhere := databases.exclude(server=server).with_people().first():
        raise ValidationError(
            f"{elsewhere} is in use on {elsewhere.server}. Delete that database first. "
            f"Its backup can then be restored again on {server}."
        )
