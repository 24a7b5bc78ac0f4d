"""A user without a role gets one page that says so, whatever they ask for."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from customers.users.rights import colleagues_to_ask
from tracker.request import Request

OPEN = ("/accounts/", "/theme/")  # one's own password and security, and logging out


class NoRoleMiddleware:
    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: Request, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        needs_login = getattr(view, "login_required", True)
        if not needs_login or request.path.startswith(OPEN):
            return None
        if not request.user.is_authenticated or request.user.has_role:
            return None
        context = {"managers": colleagues_to_ask(request.user)}
        return render(request, "customers/users/no_role.html", context, status=403)
