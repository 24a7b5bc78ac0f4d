from collections.abc import Callable
from time import monotonic
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tracker.accounts.factors import must_set_up_factor

SEEN_SECONDS = 60.0  # between two notes of when a session was last seen
MOST_SESSIONS = 10_000
REACHABLE = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "account_reauthenticate",
    "account_logout",
    "theme",
}
_noted: dict[str, float] = {}  # when, of each session
SET_UP = "Your role requires a second factor. Set one up to continue."


class SecondFactorMiddleware:
    """Whose role requires a second factor sets one up before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        reachable = match is not None and match.view_name in REACHABLE
        if reachable or not must_set_up_factor(request.user):
            return None
        messages.warning(request, SET_UP)
        return redirect("mfa_index")


class SeenMiddleware:
    """When a session was last seen, where and with what."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and is_due(request.session.session_key):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


def is_due(session: str | None) -> bool:
    """Once a minute in each process: the time is not kept in the session, as what two
    requests write there at once replaces each other.
    """
    now = monotonic()
    if not session or now - _noted.get(session, -SEEN_SECONDS) < SEEN_SECONDS:
        return False
    if len(_noted) >= MOST_SESSIONS:
        _noted.clear()
    _noted[session] = now
    return True
