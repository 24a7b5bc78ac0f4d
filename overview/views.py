from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers.models import Customer
from overview.healthpage import health_of_all
from overview.home import home_of
from phases.models import Phase
from projects.models import Project
from tracker.access import needs
from tracker.htmx import show
from tracker.request import Request

MOST_ROWS = 20
LONGEST_NAME = 200


@require_safe
def home(request: Request) -> HttpResponse:
    return render(request, "overview/home.html", home_of(request.user))


@require_safe
@needs("jobs.view_service")
def health(request: Request) -> HttpResponse:
    return render(request, "overview/health.html", health_of_all())


@require_safe
def search(request: Request) -> HttpResponse:
    """Customers, projects and phases whose name contains the text."""
    text = request.GET.get("q", "").replace("\0", "").strip()
    too_long = len(text) > LONGEST_NAME
    groups: list[tuple[str, list[Any]]] = []
    if text and not too_long:
        groups = [
            (
                title,
                list(
                    queryset.filter(name__icontains=text).order_by("name")[:MOST_ROWS]
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
        "q": text[:LONGEST_NAME],
        "too_long": too_long,
        "limit": MOST_ROWS,
        "groups": groups,
        "any_row": any(rows for _, rows in groups),
    }
    return show(request, "overview/search.html", context, part="results")


@require_safe
def styleguide(request: Request) -> HttpResponse:
    return render(request, "overview/styleguide.html")
