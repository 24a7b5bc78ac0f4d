from typing import Any

from django.urls import reverse

from tracker.panels import plain_panel, section
from tracker.signposts import signpost

section("Home", "home", icon="home", order=10, only_here=True)
section("Activity", "activity", icon="clock", order=90)
section(
    "System health", "health", icon="health", order=95, permission="jobs.view_service"
)


plain_panel("topbar", "overview/search_form.html")
plain_panel("user_menu", "overview/health_link.html", permission="jobs.view_service")


@signpost("activity")
def activity_page(by: str, value: Any) -> str:
    return reverse("activity", query={by: value})
