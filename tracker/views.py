from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe
from django_prometheus.exports import ExportToDjangoView

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


@require_safe
def metrics(request: Request) -> HttpResponse:
    if not request.user.is_superuser:
        raise PermissionDenied
    return ExportToDjangoView(request)
