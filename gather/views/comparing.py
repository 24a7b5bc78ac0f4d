"""Two inventories side by side."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from gather.contents.comparison import Change, compare
from gather.forms import CompareForm
from gather.models import Inventory
from gather.pages.compared import changed, neighbour, tape_changes
from tracker.access import needs
from tracker.csvexport import csv_response
from tracker.request import Request

PAGE = "gather/compare.html"
SHOWN = 200
COLUMNS = ["bucket", "objects_before", "size_before", "objects_after", "size_after"]
MISSING = (None, None)


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


def changes_csv(changes: list[Change]) -> HttpResponseBase:
    rows = (
        [change.name, *(change.before or MISSING), *(change.after or MISSING)]
        for change in changes
    )
    return csv_response("changes", COLUMNS, rows)


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
