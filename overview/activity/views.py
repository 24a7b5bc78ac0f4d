"""Everything that happened, as a page and as CSV."""

from collections.abc import Iterator

from django.http.response import HttpResponseBase
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from overview.activity.filters import ActivityFilter
from overview.activity.lines import Line, lines_of
from overview.activity.trail import Asked, page_of
from tracker.csvexport import csv_response
from tracker.htmx import show
from tracker.models import User
from tracker.request import Request
from tracker.templatetags.figures import plain

HEADER = [
    "time",
    "who",
    "through",
    "did",
    "kind",
    "which",
    "name",
    "of",
    "reason",
    "changes",
]
CSV_LINES = 10_000
CSV_PAGE = 500
CSV_PAGES = 60  # that are looked through, be there something or nothing in them


@require_safe
def activity(request: Request) -> HttpResponseBase:
    form = ActivityFilter(request)
    asked, cursor = form.asked, request.GET.get("page", "")
    if request.GET.get("format") == "csv":
        return csv_response("activity", HEADER, rows(request.user, asked, cursor))
    page = page_of(request.user, asked, cursor=cursor)
    lines = lines_of(page.keys, request.user)
    context = {
        "filters": {"form": form},
        "page": page,
        "lines": lines,
        "later": bool(cursor and page.previous),
        "most": CSV_LINES,
    }
    return show(request, "overview/activity.html", context, part="results")


def rows(user: User, asked: Asked, cursor: str) -> Iterator[list[str]]:
    """From the page that is shown on, newest first."""
    left = CSV_LINES
    for _ in range(CSV_PAGES):
        page = page_of(user, asked, cursor=cursor, size=min(CSV_PAGE, left))
        yield from map(cells, lines_of(page.keys, user))
        left, cursor = left - len(page.keys), page.next
        if not left or not cursor:
            return


def cells(line: Line) -> list[str]:
    changes = (
        f"{change.field}: {plain(change.before)} → {plain(change.after)}"
        for change in line.changes
    )
    return [
        localtime(line.at).isoformat(),
        line.actor,
        line.door,
        line.verb,
        line.noun,
        line.detail,
        line.subject,
        line.place,
        line.reason,
        "; ".join(changes),
    ]
