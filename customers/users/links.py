"""One-time links: an invitation makes an account, another lets choose a new password.

Whoever has the link may use it once, within a week, and as long as the person who made
it may give what it gives.
"""

import secrets
from collections.abc import Iterable
from hashlib import sha256

import pghistory
from allauth.account.adapter import get_adapter
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from customers.models import (
    Customer,
    CustomerAccess,
    LinkKind,
    OneTimeLink,
    end_of_link,
)
from customers.users import rights
from customers.users.services import give_role, handled, refuse
from tracker import services
from tracker.history import because
from tracker.models import User

NO_CUSTOMER = "Choose at least one customer. Without one the user would see nothing."
NOT_OPEN = "This link has been used or has expired, or it was revoked."
INACTIVE = "This user is deactivated. Reactivate them before you make a link."
TAKEN = "This username is taken. Choose another one."


class LinkGoneError(Exception):
    """Wrong, used, revoked or expired: which of them is not told."""


def hash_of(secret: str) -> str:
    return sha256(secret.encode(errors="replace")).hexdigest()


@transaction.atomic
def invite(
    *,
    name: str,
    email: str,
    role: str,
    customers: Iterable[Customer],
    by: User,
    sees_all_customers: bool = False,
) -> tuple[OneTimeLink, str]:
    """The invitation and its secret, which is not kept."""
    customers = list(customers)
    check_invitation(by, role, customers, sees_all=sees_all_customers)
    link = OneTimeLink(
        kind=LinkKind.INVITATION,
        name=name,
        email=email,
        role=role,
        sees_all_customers=sees_all_customers,
        created_by=by,
    )
    return with_secret(link, customers)


def check_invitation(
    by: User, role: str, customers: list[Customer], *, sees_all: bool
) -> None:
    rights.check_still_may(User.objects.get(pk=by.pk), rights.MAY_INVITE)
    rights.check_may_give(by, role=role, sees_all=sees_all, customers=customers)
    if not customers and not sees_all:
        raise ValidationError({"customers": NO_CUSTOMER})


@transaction.atomic
def offer_password(*, user: User, by: User) -> tuple[OneTimeLink, str]:
    """A link with which the user chooses a new password; earlier ones end."""
    user = handled(user, by)
    refuse("" if user.is_active else INACTIVE)
    for earlier in user.links.filter(kind=LinkKind.PASSWORD).open():
        end(earlier)
    link = OneTimeLink(
        kind=LinkKind.PASSWORD,
        name=user.username,
        email=user.email,
        sees_all_customers=user.sees_all_customers or user.is_superuser,
        user=user,
        created_by=by,
    )
    return with_secret(link, [access.customer for access in user.accesses.all()])


def with_secret(
    link: OneTimeLink, customers: list[Customer]
) -> tuple[OneTimeLink, str]:
    secret = secrets.token_urlsafe(32)
    link.secret_hash = hash_of(secret)
    link = services.create(link)
    link.customers.set(customers)
    return link, secret


@transaction.atomic
def renew(*, link: OneTimeLink, by: User) -> tuple[OneTimeLink, str]:
    """Another secret, for another week; the earlier one no longer works."""
    link = OneTimeLink.objects.select_for_update().get(pk=link.pk)
    if link.used_at or link.revoked_at:
        raise ValidationError(NOT_OPEN)
    check_maker(link, by)
    secret = secrets.token_urlsafe(32)
    link.secret_hash, link.expires_at = hash_of(secret), end_of_link()
    link.created_by = by
    link.save()
    return link, secret


def revoke(*, link: OneTimeLink) -> None:
    with transaction.atomic():
        link = OneTimeLink.objects.select_for_update().get(pk=link.pk)
        if link.used_at:
            raise ValidationError(NOT_OPEN)
        end(link)


def end(link: OneTimeLink) -> None:
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at", "updated_at"])


def check_maker(link: OneTimeLink, by: User) -> None:
    """That this person may give what the link gives, now."""
    if link.kind == LinkKind.INVITATION:
        customers = list(link.customers.all())
        check_invitation(by, link.role, customers, sees_all=link.sees_all_customers)
    elif link.user:
        handled(link.user, by)


def open_link(secret: str) -> OneTimeLink:
    links = OneTimeLink.objects.open().filter(secret_hash=hash_of(secret))
    link = links.select_related("created_by", "user").first()
    if link is None or link.created_by is None:
        raise LinkGoneError
    if link.user and not link.user.is_active:
        raise LinkGoneError
    try:
        with transaction.atomic():
            check_maker(link, link.created_by)
    except (ValidationError, PermissionDenied) as error:
        raise LinkGoneError from error
    return link


def take(link: OneTimeLink) -> None:
    """Of two who use a link at once, one gets here first."""
    still = OneTimeLink.objects.open().filter(pk=link.pk, secret_hash=link.secret_hash)
    if not still.update(used_at=timezone.now(), updated_at=timezone.now()):
        raise LinkGoneError


@transaction.atomic
def accept_invitation(*, link: OneTimeLink, username: str, password: str) -> User:
    """The account, made by the person who was invited."""
    first, _, last = link.name.partition(" ")
    user = User(
        username=User.normalize_username(username),
        first_name=first[:150],
        last_name=last[:150],
        email=link.email,
        sees_all_customers=link.sees_all_customers,
    )
    with (
        pghistory.context(user=str(user.pk)),
        because(f"Invited by {link.created_by}."),
    ):
        take(link)
        check_username(user.username)
        set_password(user, password)
        services.create(user)
        OneTimeLink.objects.filter(pk=link.pk).update(user=user)
    with pghistory.context(user=str(user.pk)):
        give_role(user, link.role)
        for customer in link.customers.all():
            CustomerAccess.objects.create(user=user, customer=customer)
    return user


@transaction.atomic
def accept_password(*, link: OneTimeLink, password: str) -> User:
    """With the new password all sessions end."""
    user = User.objects.select_for_update().get(links=link)
    with pghistory.context(user=str(user.pk)):
        take(link)
        set_password(user, password)
        user.save(update_fields=["password"])
    return user


def check_username(username: str) -> None:
    """At the login, case makes no difference."""
    try:
        get_adapter().clean_username(username)
    except ValidationError as error:
        taken = User.objects.filter(username__iexact=username).exists()
        raise ValidationError(
            {"username": TAKEN if taken else error.messages}
        ) from error


def set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    user.set_password(password)
