"""Changing users: their role, their customers, whether they may log in."""

from collections.abc import Iterable
from uuid import UUID

import pghistory
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from customers.models import Customer, CustomerAccess
from customers.users import rights
from tracker.access import ROLES
from tracker.history import because
from tracker.models import User
from tracker.services import CONFLICT, GONE


def standing_of(user: User, by: User) -> str:
    """Role and customers as `by` sees them: what a form was filled from."""
    seen = sorted(str(customer.pk) for customer in customers_of(user, by))
    return " ".join([user.role, str(user.sees_all_customers), *seen])


def customers_of(user: User, by: User) -> list[Customer]:
    """Those listed for the user, of the ones that `by` sees."""
    visible = Customer.objects.for_user(by).filter(accesses__user=user)
    return list(visible.order_by("name").distinct())


@transaction.atomic
def change_user(
    *,
    user: User,
    by: User,
    customers: Iterable[Customer],
    sees_all_customers: bool | None = None,
    role: str | None = None,
    version: str | None = None,
) -> User:
    """Role and view of all customers stay as they are where they are not given."""
    user, by = locked(user, by)
    if version is not None and version != standing_of(user, by):
        raise ValidationError(CONFLICT, code="conflict")
    customers = list(customers)
    refuse(rights.why_no_access(by, user))
    rights.check_may_show(by, sees_all=bool(sees_all_customers), customers=customers)
    if role is not None and role != user.role:
        refuse(rights.why_not(by, user))
        rights.check_may_give(by, role=role, sees_all=False, customers=[])
        give_role(user, role)
    if sees_all_customers is not None:
        show_all(user, by, sees_all_customers)
    show_only(user, by, customers)
    return user


@transaction.atomic
def deactivate(*, user: User, by: User) -> User:
    """The user's sessions end with their next request, for good."""
    user = handled(user, by)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        end_sessions(user)
    return user


@transaction.atomic
def reactivate(*, user: User, by: User) -> User:
    user = handled(user, by)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
    return user


def end_sessions(user: User) -> None:
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])


def handled(user: User, by: User) -> User:
    """The user's row, locked, if one may change role, password and state."""
    user, by = locked(user, by)
    refuse(rights.why_not(by, user))
    return user


def locked(user: User, by: User) -> tuple[User, User]:
    """Both as they are now, in one order: two who change each other do not wait."""
    ids = {user.pk, by.pk}
    rows: dict[UUID, User] = {
        row.pk: row
        for row in User.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    }
    if ids != rows.keys():
        raise ValidationError(GONE, code="gone")
    rights.check_still_may(rows[by.pk], rights.MAY_CHANGE)
    return rows[user.pk], rows[by.pk]


def refuse(why: str) -> None:
    if why:
        raise ValidationError(why)


def give_role(user: User, role: str) -> None:
    """One of the roles instead of another; groups of one's own stay."""
    before = user.role
    user.groups.remove(*user.groups.filter(name__in=ROLES))
    user.groups.add(Group.objects.get(name=role))
    user.__dict__.pop("role", None)
    with because(f"From {before} to {role}."):
        pghistory.create_event(user, label="role")


def show_all(user: User, by: User, sees_all: bool) -> None:
    if sees_all == user.sees_all_customers:
        return
    refuse(rights.why_not(by, user))
    user.sees_all_customers = sees_all
    user.save(update_fields=["sees_all_customers"])


def show_only(user: User, by: User, customers: list[Customer]) -> None:
    """Of the customers that `by` sees; access to others stays."""
    listed = user.accesses.filter(customer__in=Customer.objects.for_user(by))
    for access in listed.exclude(customer__in=customers):
        access.delete()
    kept = set(listed.values_list("customer", flat=True))
    for customer in customers:
        if customer.pk not in kept:
            CustomerAccess.objects.create(user=user, customer=customer)
