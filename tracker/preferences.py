"""How a user likes pages: time zone and units of the account, theme of the browser."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tracker.units import shown_in

THEMES = ("auto", "light", "dark")
ZONES = available_timezones()


class PreferencesMiddleware:
    """Times and sizes are shown as the user chose, for as long as the request lasts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = known_zone(chosen(request, "time_zone")) or browser_zone(request)
        with timezone.override(zone), shown_in(chosen(request, "size_units")):
            return self.get_response(request)


def chosen(request: HttpRequest, name: str) -> str:
    """What the account says; empty for visitors."""
    return str(getattr(request.user, name, ""))


def browser_zone(request: HttpRequest) -> ZoneInfo | None:
    """Where the browser says it is (cookie `tz`)."""
    return known_zone(request.COOKIES.get("tz", "").replace("%2F", "/"))


def known_zone(name: str) -> ZoneInfo | None:
    """None for a name that is no zone, or is none any more."""
    return ZoneInfo(name) if name in ZONES else None


def theme_context(request: HttpRequest) -> dict[str, str]:
    chosen = request.COOKIES.get("theme", "auto")
    return {"theme": chosen if chosen in THEMES else "auto"}
