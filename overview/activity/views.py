"""Everything that happened, as a page and as CSV."""

from collections.abc import Iterator

from django.http.response import HttpResponseBase
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from overview.activity.filters import ActivityFilter
from overview.activity.lines import Line, lines_of
from overview.activity.trail import Query, page_of
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
CSV_PAGES = 60  # looked through, whether anything is in them or not


@require_safe
def activity(request: Request) -> HttpResponseBase:
    form = ActivityFilter(request)
    query, cursor = form.query, request.GET.get("page", "")
    if request.GET.get("format") == "csv":
        return csv_response("activity", HEADER, rows(request.user, query, cursor))
    page = page_of(request.user, query, cursor=cursor)
    lines = lines_of(page.keys, request.user)
    context = {
        "filters": {"form": form},
        "page": page,
        "lines": lines,
        "later": bool(cursor and page.previous),
        "most": CSV_LINES,
    }
    return show(request, "overview/activity.html", context, part="results")


def rows(user: User, query: Query, cursor: str) -> Iterator[list[str]]:
    """From the shown page onwards, latest first."""
    left = CSV_LINES
    for _ in range(CSV_PAGES):
        page = page_of(user, query, cursor=cursor, size=min(CSV_PAGE, left))
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
