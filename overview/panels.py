from typing import Any

from django.urls import reverse

from tracker.panels import panel, section, signpost
from tracker.request import Request

section("Home", "home", icon="home", order=10, only_here=True)
section("Activity", "activity", icon="clock", order=90)
section(
    "System health", "health", icon="health", order=95, permission="jobs.view_service"
)


@panel("topbar", "overview/search_form.html")
def search_form(request: Request, _: Any) -> dict[str, Any]:
    return {}


@panel("user_menu", "overview/health_link.html")
def health_link(request: Request, _: Any) -> dict[str, Any] | None:
    return {} if request.user.has_perm("jobs.view_service") else None


@signpost("activity")
def activity_page(by: str, value: Any) -> str:
    return reverse("activity", query={by: value})
