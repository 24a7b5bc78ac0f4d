"""Who may see and change whom.

A manager handles the users of their customers, and gives nothing that they do not have.
An administrator handles all. Nobody changes themselves.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet

from customers.models import Customer, CustomerAccess
from tracker.access import MANAGER, ROLES
from tracker.models import User
from tracker.permissions import held_by

MAY_CHANGE = "tracker.change_user"
MAY_INVITE = "tracker.add_user"

OWN = (
    "You can't change your own role, customers or state. Ask another manager or an "
    "administrator."
)
ADMINISTRATOR = "Only administrators can change an administrator."
MORE = (
    "This user may do or see more than you. Only a manager of all their customers, or "
    "an administrator, can change their role, password or state."
)
ROLE_REFUSED = "You can't give this role. Choose one of the roles in the list."
CUSTOMER_REFUSED = "You can't give access to a customer that you can't see."
ALL_REFUSED = "You can't give access to all customers, as you don't see them yourself."


def visible_users(by: User) -> QuerySet[User]:
    """All, or those of the customers that one sees."""
    if by.sees_everything:
        return User.objects.all()
    shared = CustomerAccess.objects.filter(customer__in=Customer.objects.for_user(by))
    return User.objects.filter(pk__in=shared.values("user"))


def colleagues_to_ask(user: User) -> QuerySet[User]:
    """The managers who share a customer with the user."""
    customers = list(user.accesses.values_list("customer", flat=True))
    managers = User.objects.filter(groups__name=MANAGER, is_active=True)
    share = Q(accesses__customer__in=customers) | Q(sees_all_customers=True)
    return managers.filter(share).distinct() if customers else managers.none()


def roles_to_give(by: User) -> tuple[str, ...]:
    """No more than one has: managers have the most of them."""
    may = by.is_superuser or by.role == MANAGER
    return ROLES if may else ()


def why_no_access(by: User, user: User) -> str:
    """Why one may not change which customers the user sees; nothing if one may."""
    if user.pk == by.pk:
        return OWN
    if user.is_superuser:
        return ADMINISTRATOR
    return MORE if user.sees_all_customers and not by.sees_everything else ""


def why_not(by: User, user: User) -> str:
    """Why one may not change role, password and state; nothing if one may."""
    if user.pk == by.pk:
        return OWN
    if by.is_superuser:
        return ""
    if user.is_superuser:
        return ADMINISTRATOR
    return MORE if _is_more(user, than=by) else ""


def _is_more(user: User, *, than: User) -> bool:
    if user.is_staff and not than.is_staff:
        return True
    return not (held_by(user.pk) <= held_by(than.pk) and _sees_no_more(user, than))


def _sees_no_more(user: User, than: User) -> bool:
    if than.sees_everything:
        return True
    seen = Customer.objects.for_user(than)
    return not (
        user.sees_all_customers or user.accesses.exclude(customer__in=seen).exists()
    )


def check_may_give(
    by: User, *, role: str, sees_all: bool, customers: Iterable[Customer]
) -> None:
    if role not in roles_to_give(by):
        raise ValidationError({"role": ROLE_REFUSED})
    check_may_show(by, sees_all=sees_all, customers=customers)


def check_may_show(by: User, *, sees_all: bool, customers: Iterable[Customer]) -> None:
    if sees_all and not by.sees_everything:
        raise ValidationError({"sees_all_customers": ALL_REFUSED})
    ids = {customer.pk for customer in customers}
    if Customer.objects.for_user(by).filter(pk__in=ids).count() != len(ids):
        raise ValidationError({"customers": CUSTOMER_REFUSED})


def check_still_may(by: User, permission: str) -> None:
    """Of a row just read: rights may have ended since the page was asked for."""
    if not by.has_perm(permission):
        raise PermissionDenied
