"""Browsers in which a user has logged in before, known by a signed cookie.

Nobody can lock a user out there. A new password makes all of them strangers again.
"""

from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from tracker.models import User

COOKIE = "tracker_device"
SALT = "tracker.accounts.devices"
A_YEAR = 31_536_000
USERS = 8  # of one browser


def device_of(request: HttpRequest, user: User) -> str:
    """The name of this device, if the user is known on it."""
    device, mark = _kept(request).get(str(user.pk), ("", ""))
    return device if mark == _mark(user) else ""


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """After a full login, with all factors."""
    device = device_of(request, user) or token_urlsafe(12)
    others = {pk: kept for pk, kept in _kept(request).items() if pk != str(user.pk)}
    latest = dict([*others.items()][1 - USERS :])
    response.set_cookie(
        COOKIE,
        signing.dumps({**latest, str(user.pk): (device, _mark(user))}, salt=SALT),
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _kept(request: HttpRequest) -> dict[str, Any]:
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=A_YEAR)
    except signing.BadSignature:
        return {}
    return dict(kept)


def _mark(user: User) -> str:
    """Of the password, but tells nothing about it."""
    return salted_hmac(SALT, user.password).hexdigest()[:16]
