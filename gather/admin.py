"""Inventories are counted, never typed in, so that the admin only shows them."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from gather import models
from gather.models import Inventory, Origin
from tracker.admin import ForUser, Pages, ReadOnlyAdmin


class OfCustomerAdmin(Pages, ReadOnlyAdmin):
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).for_user(request.user)


@admin.register(Inventory)
class InventoryAdmin(OfCustomerAdmin):
    list_display = (
        "dated",
        "customer",
        "kind",
        "objects_count",
        "size",
        "taken_at",
        "discarded_at",
    )
    list_filter = (
        "kind",
        ("customer", ForUser),
        ("discarded_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("customer",)
    search_fields = ("customer__name", "backup_name", "backup_sha256")
    date_hierarchy = "dated"


@admin.register(Origin)
class OriginAdmin(OfCustomerAdmin):
    list_display = ("inventory", "source", "target", "rule", "created_at")
    list_filter = ("rule", "type")
    list_select_related = ("inventory",)
    search_fields = ("source", "target", "inventory__customer__name")


class PartAdmin(Pages, ReadOnlyAdmin):
    """Rows of an inventory: so many that only their inventory leads to them."""

    search_fields = ("inventory__customer__name", "inventory__backup_name")
    list_select_related = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        visible = Inventory.objects.for_user(request.user)
        return super().get_queryset(request).filter(inventory__in=visible)

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        hidden = ("id", "complete", "present", "locations", "held_by")
        names = [field.name for field in self.model._meta.concrete_fields]
        return tuple(name for name in names if name not in hidden)


PARTS: tuple[type[Model], ...] = (
    models.BlobGroup,
    models.BrokerGroup,
    models.Bucket,
    models.CopyGroup,
    models.Location,
    models.Member,
    models.ObjectGroup,
    models.Partition,
    models.Policy,
    models.Pool,
    models.Rule,
    models.TapeGroup,
)
admin.site.register(PARTS, PartAdmin)
