"""Users with what a page shows of them, in a fixed number of questions."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower

from customers.models import Customer, CustomerAccess
from customers.users.rights import visible_users
from tracker.access import ROLES
from tracker.accounts import second_factor_of
from tracker.models import User

ADMINISTRATOR, NO_ROLE = "administrator", "none"
RANKS = {NO_ROLE: 0, **{role: n for n, role in enumerate(ROLES, 1)}, ADMINISTRATOR: 9}
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
SHOWN = 3  # names of customers in a list


def with_factors(users: list[Any]) -> None:
    """Whether each has a second factor, asked at once for the users of a page."""
    having = second_factor_of(users)
    for user in users:
        user.second_factor = user.pk in having


def listed_users(by: User) -> QuerySet[User]:
    seen = CustomerAccess.objects.filter(customer__in=Customer.objects.for_user(by))
    accesses = seen.select_related("customer").order_by("customer__name")
    return (
        visible_users(by)
        .annotate(
            sort_name=Lower("username"),
            sort_login=Coalesce("last_login", Value(NEVER)),
            sort_role=_rank(),
        )
        .prefetch_related(
            "groups", Prefetch("accesses", accesses, to_attr="seen_accesses")
        )
    )


def _rank() -> Case:
    membership = User.groups.through.objects.filter(user=OuterRef("pk"))
    return Case(
        When(is_superuser=True, then=Value(RANKS[ADMINISTRATOR])),
        *(
            When(Exists(membership.filter(group__name=role)), then=Value(RANKS[role]))
            for role in reversed(ROLES)
        ),
        default=Value(RANKS[NO_ROLE]),
        output_field=IntegerField(),
    )


def customers_text(user: User, most: int | None = SHOWN) -> str:
    """Of one of `listed_users`: the first names, and how many there are more."""
    if user.sees_everything:
        return "All customers"
    names = [str(access.customer) for access in user.seen_accesses]  # type: ignore[attr-defined]
    hidden = len(names[most:]) if most else 0
    return ", ".join([*names[:most], *[f"{hidden} more"] * bool(hidden)]) or "–"
