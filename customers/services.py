from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from customers.models import Customer, CustomerAccess
from customers.naming import database_suffix
from tracker import services
from tracker.history import events
from tracker.models import User


class _Taken:
    """Every suffix that a customer has, or ever had: their databases may remain."""

    def __contains__(self, suffix: object) -> bool:
        history = events(Customer).filter(database_suffix=suffix)
        return (
            history.exists() or Customer.objects.filter(database_suffix=suffix).exists()
        )


@transaction.atomic
def create_customer(
    *,
    name: str,
    active: bool = True,
    created_by: User | None = None,
    id: UUID | None = None,  # noqa: A002 - of what comes from elsewhere
) -> Customer:
    customer = Customer(name=name, active=active, **({"id": id} if id else {}))
    customer.clean_fields(exclude=["database_suffix"])
    customer = _insert(customer)
    if created_by and not created_by.sees_everything:
        CustomerAccess.objects.create(user=created_by, customer=customer)
    return customer


def _insert(customer: Customer) -> Customer:
    """Two customers made at once may want one suffix: the later one takes another."""
    for _ in range(10):
        customer.database_suffix = database_suffix(customer.name, _Taken())
        try:
            return services.create(customer)
        except ValidationError as refused:
            if set(refused.message_dict) != {"database_suffix"}:
                raise
        except IntegrityError:
            continue
    raise ValidationError("Many customers are being added at once: try again.")


def update_customer(
    *, customer: Customer, name: str, version: datetime | None = None
) -> Customer:
    return services.update(customer, version=version, name=name)


@transaction.atomic
def set_customers_active(*, customers: Iterable[Customer], active: bool) -> int:
    """Hide customers from pickers and dashboards, or show them again."""
    return sum(
        bool(services.update(customer, active=active))
        for customer in customers
        if customer.active != active
    )


def delete_customer(*, customer: Customer) -> None:
    try:
        customer.delete()
    except (ProtectedError, IntegrityError) as error:
        raise ValidationError(
            f"{customer} has projects: deactivate it, or delete its projects first."
        ) from error
