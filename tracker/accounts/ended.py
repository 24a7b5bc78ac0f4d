"""After a session ended: why one has to log in, and what was sent then is kept.

Nothing of it is stored. A page of the browser holds it as hidden fields, and sends
it only when a person who has logged in says so. Whatever fails the check against
forgery is shown again only if it came from a page of our own.
"""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.shortcuts import render
from django.views.csrf import csrf_failure
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe

from tracker.htmx import is_partial
from tracker.request import Request

ENDED = "Your session has ended. Log in to continue."
ACCOUNTS = "/accounts/"  # whose forms hold passwords and codes
SECRET = ("password", "secret", "token", "credential")


class LoginMiddleware(LoginRequiredMiddleware):
    def handle_no_permission(self, request: Any, view_func: Any) -> Any:
        if is_partial(request):
            return over_the_page()
        if is_kept(request):
            return kept(request, HTTPStatus.UNAUTHORIZED)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            messages.info(request, ENDED)
        return super().handle_no_permission(request, view_func)


@login_not_required
@requires_csrf_token
def form_expired(request: Request, reason: str = "") -> HttpResponse:
    """The form is of an earlier login, or of nobody who saw a page of ours."""
    # A browser names the origin of every form, and another's is another reason.
    ours = reason.endswith("incorrect.") and "Origin" in request.headers
    if ours and is_partial(request):
        return over_the_page()
    if ours and is_kept(request):
        return kept(request, HTTPStatus.FORBIDDEN)
    return csrf_failure(request, reason)


@require_safe
def back(request: Request) -> HttpResponse:
    """Where a login in another tab, or over a page, ends."""
    return render(request, "account/back.html")


def over_the_page() -> HttpResponse:
    """The script of the page shows the login, then sends the request again."""
    return HttpResponse(ENDED, "text/plain", HTTPStatus.UNAUTHORIZED)


def is_kept(request: Request) -> bool:
    return request.method == "POST" and not request.path.startswith(ACCOUNTS)


def kept(request: Request, status: int) -> HttpResponse:
    context = {
        "fields": kept_fields(request),
        "action": request.get_full_path(),
        "had_file": request.content_type == "multipart/form-data",
    }
    return render(request, "account/kept.html", context, status=status)


def kept_fields(request: Request) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if not is_secret(name)
    ]


def is_secret(name: str) -> bool:
    """The token against forgery is one too: the page has a new one."""
    return any(word in name.lower() for word in SECRET)
