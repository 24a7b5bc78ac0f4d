"""A user of each role, with passwords of chance."""

import secrets
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import transaction

from customers.models import Customer, CustomerAccess
from embedded.passwords import write_private
from samples.demo.customers import LARKSPUR, NORTHWIND
from tracker.access import MANAGER, OPERATOR, ROLES, VIEWER
from tracker.models import User

NAMES = {role: f"demo-{role}" for role in ROLES}
LISTED = (NORTHWIND.name, LARKSPUR.name)  # all that the viewer sees


def operator() -> User | None:
    return User.objects.filter(username=NAMES[OPERATOR]).first()


def logins(file: Path) -> dict[str, str]:
    """Names of the new users, each with a password that is shown once."""
    new = {
        name: secrets.token_urlsafe(12)
        for name in NAMES.values()
        if not User.objects.filter(username=name).exists()
    }
    if new:
        # The file first, as users with a lost password are of no use.
        write_private(file, "".join(f"{name} {new[name]}\n" for name in new))
    with transaction.atomic():
        for role, name in NAMES.items():
            if name in new:
                add(name, role, new[name])
    return new


def add(name: str, role: str, password: str) -> None:
    everything = role in (OPERATOR, MANAGER)
    user = User.objects.create_user(
        name, password=password, sees_all_customers=everything
    )
    user.groups.set(Group.objects.filter(name=role))


def let_the_viewer_see() -> None:
    viewer = User.objects.get(username=NAMES[VIEWER])
    for customer in Customer.objects.filter(name__in=LISTED):
        CustomerAccess.objects.get_or_create(user=viewer, customer=customer)
