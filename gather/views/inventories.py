from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from customers.appliances import Appliance
from gather.contents.buckets import buckets_of
from gather.filters import BucketFilter, InventoryFilter
from gather.models import Inventory
from gather.pages.display import (
    blackpearl_parts,
    data_checks,
    database_of,
    holdings_of,
    trend_of,
    with_places,
)
from gather.tables import BucketTable, InventoryTable
from phases.models import MigrationData
from tracker.access import needs
from tracker.history import history_of
from tracker.lists import show_list
from tracker.request import Request


@require_safe
@needs("gather.view_inventory")
def inventory_list(request: Request) -> HttpResponseBase:
    return show_list(
        request,
        queryset=Inventory.objects.for_user(request.user).published().sortable(),
        table_class=InventoryTable,
        filter_class=InventoryFilter,
        template="gather/inventories.html",
    )


@require_safe
@needs("gather.view_inventory")
def inventory_detail(request: Request, pk) -> HttpResponse:
    inventory = visible_inventory(request, pk)
    is_blackpearl = inventory.kind == Appliance.BLACKPEARL
    context = {
        "inventory": inventory,
        "database": database_of(inventory),
        "measurement_count": MigrationData.objects.filter(
            origin__inventory=inventory
        ).count(),
        "sanity": data_checks(inventory),
        "copies": inventory.copy_groups.select_related("location").order_by(
            "location__number", "state"
        ),
        "holdings": holdings_of(inventory),
        **(blackpearl_parts(inventory) if is_blackpearl else {}),
        "history": history_of(inventory),
    }
    return render(request, "gather/inventory.html", context)


@require_safe
@needs("gather.view_inventory")
def bucket_list(request: Request, pk) -> HttpResponseBase:
    """All buckets of an inventory, and what each location holds of them."""
    inventory = visible_inventory(request, pk)
    return show_list(
        request,
        queryset=buckets_of(inventory),
        table_class=BucketTable,
        filter_class=BucketFilter,
        template="gather/buckets.html",
        prepare=lambda rows: with_places(inventory, rows),
        inventory=inventory,
    )


@require_safe
@needs("gather.view_inventory")
def bucket_detail(request: Request, pk) -> HttpResponse:
    """A bucket by its name, in this and other inventories."""
    inventory = visible_inventory(request, pk)
    name = request.GET.get("name", "")
    if not name:
        return redirect("gather:of_buckets", inventory.pk)
    named = buckets_of(inventory).filter(name=name)
    context = {
        "inventory": inventory,
        "name": name,
        "bucket": next(iter(with_places(inventory, [*named])), None),
        "trend": trend_of(inventory, name),
    }
    return render(request, "gather/bucket.html", context)


def visible_inventory(request: Request, pk) -> Inventory:
    """404 for another customer's, as if it did not exist."""
    inventories = Inventory.objects.for_user(request.user).published()
    return get_object_or_404(
        inventories.select_related("customer", "restore", "discarded_by"), pk=pk
    )
