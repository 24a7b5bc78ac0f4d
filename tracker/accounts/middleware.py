from collections.abc import Callable
from time import time
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tracker.accounts.factors import must_set_up_factor

SEEN = "seen"
SEEN_SECONDS = 60  # between two notes of when a session was last seen
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
    """When a session was last seen, where and with what: once a minute at most."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time())
            if now - request.session.get(SEEN, 0) >= SEEN_SECONDS:
                request.session[SEEN] = now
                UserSession.objects.create_from_request(request)
        return self.get_response(request)
