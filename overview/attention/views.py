"""All that needs attention, and all that someone set aside."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from overview.attention.filters import PhaseAttentionFilter, ProjectAttentionFilter
from overview.attention.tables import PhaseAttentionTable, ProjectAttentionTable
from overview.home import forecasts_of, open_counts, summaries_of
from phases.attention import (
    Line,
    Notice,
    failed_restores,
    lines,
    notices_of_phases,
    notices_of_projects,
    notices_of_restores,
)
from phases.attention.needing import complete, of_active_projects
from tracker.access import needs
from tracker.lists import show_list
from tracker.request import Request

Read = Callable[..., list[Notice]]


@require_safe
@needs("phases.view_phase")
def of_phases(request: Request) -> HttpResponseBase:
    return attention_list(
        request,
        "phases",
        read=notices_of_phases,
        queryset=complete(summaries_of(request.user)),
        table_class=PhaseAttentionTable,
        filter_class=PhaseAttentionFilter,
    )


@require_safe
@needs("phases.view_phase")
def of_projects(request: Request) -> HttpResponseBase:
    active = of_active_projects(forecasts_of(request.user)).defer("course")
    return attention_list(
        request,
        "projects",
        read=notices_of_projects,
        queryset=active.select_related("project__customer"),
        table_class=ProjectAttentionTable,
        filter_class=ProjectAttentionFilter,
    )


def attention_list(
    request: Request, here: str, *, read: Read, **more: Any
) -> HttpResponseBase:
    return show_list(
        request,
        template="overview/attention_list.html",
        prepare=partial(with_lines, read=read, aside=aside(request)),
        **more,
        **about(request, here),
    )


@require_safe
@needs("jobs.view_job")
def of_restores(request: Request) -> HttpResponse:
    """Few: the last of each customer and appliance, if it failed recently."""
    failed = failed_restores(request.user)
    notices = notices_of_restores(failed, timezone.localdate())
    context = {
        "lines": lines(chosen(notices, aside=aside(request))),
        **about(request, "restores"),
    }
    return render(request, "overview/attention_restores.html", context)


def about(request: Request, here: str) -> dict[str, Any]:
    """What all of these pages have; counted only where it is shown."""
    counts = partial(open_counts, request.user)
    return {"here": here, "aside": aside(request), "counts": counts}


def aside(request: Request) -> bool:
    return request.GET.get("aside") == "true"


def with_lines(rows: list[Any], *, read: Read, aside: bool) -> None:
    """Each row with its line, and its notices."""
    notices = chosen(read(rows, timezone.localdate()), aside=aside)
    of_rows = {line.row.pk: line for line in lines(notices)}
    for row in rows:
        row.line = of_rows.get(row.pk, Line(row, []))
        row.notices = row.line.notices


def chosen(notices: list[Notice], *, aside: bool) -> list[Notice]:
    return [notice for notice in notices if bool(notice.aside) == aside]
