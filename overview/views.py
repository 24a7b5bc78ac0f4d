from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from overview.healthpage import health_of_all
from overview.home import home_of
from tracker.access import needs
from tracker.htmx import show
from tracker.request import Request
from tracker.searching import LONGEST, places, search_all

MOST_ROWS, MOST_LIVE = 20, 5  # of each kind


@require_safe
def home(request: Request) -> HttpResponse:
    return render(request, "overview/home.html", home_of(request.user))


@require_safe
@needs("jobs.view_service")
def health(request: Request) -> HttpResponse:
    return render(request, "overview/health.html", health_of_all())


@require_safe
def search(request: Request) -> HttpResponse:
    """Everything that one may see, by the page; or below the box while one types."""
    text = request.GET.get("q", "").replace("\0", "").strip()
    too_long = len(text) > LONGEST
    live = "live" in request.GET
    most = MOST_LIVE if live else MOST_ROWS
    context = {
        "q": text[:LONGEST],
        "too_long": too_long,
        "limit": most,
        "live": live,
        "groups": [] if too_long else search_all(request.user, text, most=most),
        "places": places(request.user, text) if live else [],
    }
    return show(request, "overview/search.html", context, part="results")


@require_safe
def styleguide(request: Request) -> HttpResponse:
    return render(request, "overview/styleguide.html")
