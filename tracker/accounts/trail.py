"""What people did with accounts, told to the history."""

from typing import Any

import pghistory
from allauth.account.internal.userkit import get_user_by_username
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_out
from django.db import connection
from django.http import HttpRequest

from tracker.clients import client_address
from tracker.history import because
from tracker.models import FailedLogin, User

KINDS = {"totp": "Authenticator app", "webauthn": "Passkey"}
SOMEONE = "someone"


def account_of(name: str) -> User | None:
    """The account that was typed, however it was spelt."""
    user: User | None = get_user_by_username(name) if name else None
    return user


def note(user: User | AnonymousUser | None, label: str, reason: str = "") -> None:
    """One of ACCOUNT_EVENTS, by the user."""
    if not isinstance(user, User):
        return
    with pghistory.context(user=str(user.pk), door="web"), because(reason):
        pghistory.create_event(user, label=label)


def note_failure(request: HttpRequest, user: User | None, reason: str) -> None:
    """A name that is no account may be a password, so it is not kept."""
    name, address = user.username if user else "", client_address(request)
    with pghistory.context(actor=SOMEONE, door="web"), because(reason):
        FailedLogin.objects.create(account=name, address=address)


def forget_failures() -> str:
    """After 180 days, as the database says: anybody can cause them, in any number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tracker_forget_failed_logins()")
        (count,) = cursor.fetchone()
    return f"{count:,} removed" if count else ""


def note_logout(user: User | None, **more: Any) -> None:
    note(user, "logout")


def note_factor_added(user: User, authenticator: Authenticator, **more: Any) -> None:
    if name := named(authenticator):
        note(user, "factor_added", name)


def note_factor_removed(user: User, authenticator: Authenticator, **more: Any) -> None:
    if name := named(authenticator):
        note(user, "factor_removed", name)


def note_codes_made(user: User, **more: Any) -> None:
    note(user, "codes_made")


def named(authenticator: Authenticator) -> str:
    """Nothing for recovery codes, which come and go with the others."""
    kind = KINDS.get(authenticator.type, "")
    own = authenticator.data.get("name", "") if authenticator.type == "webauthn" else ""
    return f"{kind} “{own}”" if own else kind


def listen() -> None:
    """To what allauth and Django do by themselves."""
    user_logged_out.connect(note_logout)
    signals.authenticator_added.connect(note_factor_added)
    signals.authenticator_removed.connect(note_factor_removed)
    signals.authenticator_reset.connect(note_codes_made)
