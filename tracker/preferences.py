"""What a browser remembers of its user's taste: theme and time zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

THEMES = ("auto", "light", "dark")
ZONES = available_timezones()


class TimezoneMiddleware:
    """Times are shown in the zone that the browser says it is in (cookie `tz`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = request.COOKIES.get("tz", "").replace("%2F", "/")
        with timezone.override(ZoneInfo(name) if name in ZONES else None):
            return self.get_response(request)


def theme_context(request: HttpRequest) -> dict[str, str]:
    chosen = request.COOKIES.get("theme", "auto")
    return {"theme": chosen if chosen in THEMES else "auto"}
