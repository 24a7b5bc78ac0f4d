from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from gather.models import Bucket, Inventory
from tracker.models import User
from tracker.searching import Hit, action, finder

action(
    "Gather data",
    "gather:gather",
    icon="gather",
    permission="phases.add_migrationdata",
)
action(
    "Gather for several phases",
    "gather:all",
    icon="gather",
    permission="phases.add_migrationdata",
)


def show_bucket(bucket: Bucket, words: list[str]) -> Hit:
    inventory = bucket.inventory
    url = reverse("gather:bucket", args=[inventory.pk], query={"name": bucket.name})
    return Hit(bucket.name, url, f"{inventory.customer}, {inventory}")


@finder(
    "Buckets",
    order=40,
    permission="gather.view_inventory",
    own=("name",),
    above=("inventory__customer__name",),
    show=show_bucket,
)
def buckets(user: User) -> Any:
    """Of the latest inventory of each customer and appliance."""
    rows = Bucket.objects.filter(inventory__in=latest(user))
    return rows.select_related("inventory__customer")


def latest(user: User) -> QuerySet[Inventory, Any]:
    newest = ("customer_id", "kind", "-dated", "-taken_at", "-id")
    inventories = Inventory.objects.for_user(user).usable().order_by(*newest)
    return inventories.distinct("customer_id", "kind").values("pk")


def show_inventory(inventory: Inventory, words: list[str]) -> Hit:
    beside = f"{inventory.customer}, {inventory.backup_name}"
    return Hit(str(inventory), inventory.get_absolute_url(), beside)


@finder(
    "Inventories",
    order=60,
    permission="gather.view_inventory",
    own=("backup_name", "backup_sha256"),
    above=("customer__name",),
    show=show_inventory,
)
def inventories(user: User) -> Any:
    return Inventory.objects.for_user(user).published().select_related("customer")
