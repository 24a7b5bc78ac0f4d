from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from customers.models import Customer, CustomerAccess
from customers.naming import database_suffix
from tracker import services
from tracker.history import events
from tracker.models import User


class _UsedSuffixes:
    """Of all customers there are or ever were: their databases may remain."""

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
    id: UUID | None = None,  # noqa: A002 - kept when imported
) -> Customer:
    customer = Customer(name=name, active=active, **({"id": id} if id else {}))
    customer.clean_fields(exclude=["database_suffix"])
    customer = _insert(customer)
    if created_by and not created_by.sees_everything:
        CustomerAccess.objects.create(user=created_by, customer=customer)
    return customer


def _insert(customer: Customer) -> Customer:
    """Two customers added at once may get one suffix: the later one takes another."""
    for _ in range(10):
        customer.database_suffix = database_suffix(customer.name, _UsedSuffixes())
        try:
            return services.create(customer)
        except ValidationError as refused:
            if set(refused.message_dict) != {"database_suffix"}:
                raise
        except IntegrityError:
            continue
    raise ValidationError("Many customers are being added at the same time. Try again.")


def update_customer(
    *, customer: Customer, version: datetime | None = None, **values: Any
) -> Customer:
    return services.update(customer, version=version, **values)


def delete_customer(*, customer: Customer) -> None:
    services.delete(
        customer,
        refusal=f"{customer} can't be deleted because it has projects. Delete those "
        "first, or deactivate the customer instead.",
    )
