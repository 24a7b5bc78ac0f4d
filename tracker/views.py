from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from tracker.metrics import exposition
from tracker.pages import HOME, back
from tracker.preferences import THEMES
from tracker.request import Request

A_YEAR = 31_536_000


@require_POST
def theme(request: Request) -> HttpResponse:
    response = back(request, HOME)
    if request.POST.get("theme") in THEMES:
        response.set_cookie(
            "theme",
            request.POST["theme"],
            max_age=A_YEAR,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@login_not_required
@require_safe
@never_cache
def metrics(request: Request) -> HttpResponse:
    """For who has the token, and for administrators."""
    if given := request.headers.get("Authorization"):
        if not is_the_token(given):
            refusal = "This token is not valid for metrics. Check METRICS_TOKEN.\n"
            challenge = {"WWW-Authenticate": 'Bearer realm="metrics"'}
            return HttpResponse(
                refusal, "text/plain", HTTPStatus.UNAUTHORIZED, headers=challenge
            )
    elif not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    elif not request.user.is_superuser:
        raise PermissionDenied
    return HttpResponse(exposition(), CONTENT_TYPE_LATEST)


def is_the_token(given: str) -> bool:
    """Compared in a time that does not tell how much of it was right."""
    scheme, _, token = given.partition(" ")
    right = settings.METRICS_TOKEN
    same = constant_time_compare(token.strip(), right)
    return bool(right) and scheme.lower() == "bearer" and same
