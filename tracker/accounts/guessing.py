"""One attempt to log in, counted for its account, address and device."""

from time import time

from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tracker.accounts.devices import device_of
from tracker.accounts.limits import Guess, LockedOutError, Rules, guess
from tracker.clients import client_address, network_of
from tracker.models import User


def begin_guess(
    request: HttpRequest, rules: Rules, user: User | None, name: str = ""
) -> Guess:
    """Of the user, or of the name that was typed. If locked out, the page that says so.

    A name is that of a user however it is spelt, or each spelling had its own counter.
    """
    attempt = guess(
        rules,
        account=str(user.pk) if user else name.casefold(),
        address=network_of(client_address(request)),
        device=device_of(request, user) if user else "",
    )
    try:
        attempt.begin()
    except LockedOutError as locked:
        raise ImmediateHttpResponse(locked_out(request, locked)) from locked
    return attempt


def locked_out(request: HttpRequest, locked: LockedOutError) -> HttpResponse:
    response = render(request, "429.html", {"until": locked.until}, status=429)
    response["Retry-After"] = str(max(1, int(locked.until.timestamp() - time())))
    return response
