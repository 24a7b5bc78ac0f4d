"""Two inventories side by side."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from gather.contents.comparison import BucketChange, Change, compare
from gather.forms import CompareForm
from gather.models import Inventory
from gather.pages.compared import changed, neighbour, tape_changes, ways_of
from tracker.access import needs
from tracker.csvexport import csv_response
from tracker.request import Request

PAGE = "gather/compare.html"
SHOWN = 200
SIDE = ("objects", "size", "complete")
COLUMNS = [
    *("bucket", "location"),
    *(f"{name}_{side}" for side in ("before", "after") for name in SIDE),
]


@require_safe
@needs("gather.view_inventory")
def inventory_compare(request: Request) -> HttpResponseBase:
    """`a` with `b`; with only one of them, it and its neighbour."""
    a, b = named_inventory(request, "a"), named_inventory(request, "b")
    after = b or a
    if after is None:
        return render(request, PAGE)
    before = a if a and b else neighbour(after)
    if before is None:
        return render(request, PAGE, {"after": after})
    try:
        comparison = compare(before, after)
    except ValidationError as refused:
        return render(request, PAGE, {"problem": refused.messages[0]})
    buckets = changed(comparison.buckets)
    if request.GET.get("format") == "csv":
        return changes_csv(buckets)
    context = {
        **two(before, after),
        "comparison": comparison,
        "locations": [change for change in comparison.locations if change.is_real],
        "ways": ways_of(after),
        "changed": buckets[:SHOWN],
        "changed_count": len(buckets),
    }
    return render(request, PAGE, context)


def two(before: Inventory, after: Inventory) -> dict[str, Any]:
    alike = Inventory.objects.published().of(after.customer_id, after.kind)
    return {
        "before": before,
        "after": after,
        "tapes": tape_changes(before, after),
        "form": CompareForm(
            initial={"a": before.pk, "b": after.pk}, alike=alike.newest_first()
        ),
    }


def changes_csv(buckets: list[BucketChange]) -> HttpResponseBase:
    """A line for each bucket in total, and one for each location where it changed."""
    rows = (
        [bucket.name, "" if change is bucket.total else change.name, *cells(change)]
        for bucket in buckets
        for change in (bucket.total, *bucket.locations)
    )
    return csv_response("changes", COLUMNS, rows)


def cells(change: Change) -> list[int | None]:
    return [
        None if side is None else getattr(side, name)
        for side in (change.before, change.after)
        for name in SIDE
    ]


def named_inventory(request: Request, name: str) -> Inventory | None:
    text = request.GET.get(name)
    if not text:
        return None
    inventories = Inventory.objects.for_user(request.user).published()
    try:
        pk = UUID(text)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(inventories.select_related("customer"), pk=pk)
