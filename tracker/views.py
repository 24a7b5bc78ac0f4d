from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_prometheus.exports import ExportToDjangoView

from customers.models import Customer
from phases.models import Phase
from projects.models import Project
from tracker.access import needs
from tracker.healthpage import health_of_all
from tracker.home import home_of
from tracker.htmx import show
from tracker.pages import back
from tracker.preferences import THEMES
from tracker.request import Request

A_YEAR = 31_536_000
FOUND_EACH = 20


@require_safe
def home(request: Request) -> HttpResponse:
    return render(request, "tracker/home.html", home_of(request.user))


@require_safe
@never_cache
@needs("tracker.view_service")
def health(request: Request) -> HttpResponse:
    return render(request, "tracker/health.html", health_of_all())


@require_safe
def search(request: Request) -> HttpResponse:
    """Customers, projects and phases whose name contains the text."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    groups: list[tuple[str, list[Any]]] = []
    if text:
        groups = [
            (
                title,
                list(
                    queryset.filter(name__icontains=text).order_by("name")[:FOUND_EACH]
                ),
            )
            for title, queryset in (
                ("Customers", Customer.objects.for_user(request.user)),
                (
                    "Projects",
                    Project.objects.for_user(request.user).select_related("customer"),
                ),
                ("Phases", Phase.objects.for_user(request.user).with_project()),
            )
        ]
    context = {
        "q": text,
        "limit": FOUND_EACH,
        "groups": groups,
        "any_found": any(found for _, found in groups),
    }
    return show(request, "tracker/search.html", context, part="results")


@require_POST
def theme(request: Request) -> HttpResponse:
    response = back(request, reverse("home"))
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


@require_safe
def styleguide(request: Request) -> HttpResponse:
    return render(request, "tracker/styleguide.html")
