from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, Value
from django.db.models.functions import Lower

from customers.models import Customer, CustomerAccess
from customers.naming import database_suffix, sanitize
from tracker import services
from tracker.history import events
from tracker.models import User

NOT_USABLE = (
    "This name can't be used. Choose another name, or ask an administrator to add the "
    "customer."
)


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
    **brought: Unpack[services.Brought],
) -> Customer:
    customer = Customer(name=name, active=active, **brought)
    customer.clean_fields(exclude=["database_suffix"])
    with _keeping_quiet(customer.name, created_by):
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
    *,
    customer: Customer,
    version: datetime | None = None,
    changed_by: User | None = None,
    **values: Any,
) -> Customer:
    with _keeping_quiet(values.get("name", ""), changed_by):
        return services.update(customer, version=version, **values)


@contextmanager
def _keeping_quiet(name: str, user: User | None) -> Iterator[None]:
    """Names are unique among all customers, which a refusal must not tell too much of.

    See docs/decisions/0009.
    """
    if not name or user is None or user.sees_everything:
        yield
        return
    _refuse_unseen(name, user)
    try:
        yield
    except ValidationError:  # perhaps because someone was quicker
        _refuse_unseen(name, user)
        raise


def _refuse_unseen(name: str, user: User) -> None:
    """A customer that the user doesn't see has this name, or databases named alike."""
    try:
        name = Customer._meta.get_field("name").clean(name, None)
    except ValidationError:
        return  # refused for what it is
    unseen = Customer.objects.exclude(pk__in=Customer.objects.for_user(user))
    same_name = Q(sort_name=Lower(Value(name)))
    alike = Q(database_suffix=sanitize(name))
    if unseen.sortable().filter(same_name | alike).exists():
        raise ValidationError({"name": NOT_USABLE})


def delete_customer(*, customer: Customer) -> None:
    with services.deleting(customer, instead="Deactivate the customer instead."):
        customer.delete()
