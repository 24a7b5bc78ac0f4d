import django_tables2 as tables
from django.template.loader import render_to_string

from gather.models import Bucket, Inventory
from tracker.columns import (
    BadgeColumn,
    CountColumn,
    DayColumn,
    MomentColumn,
    SizeColumn,
)
from tracker.lists import ListTable

STATES = {False: ("ok", "In use"), True: ("neutral", "Discarded")}


class InventoryTable(ListTable):
    dated = DayColumn(verbose_name="Data as of", linkify=True)
    customer = tables.Column(linkify=True, order_by="sort_customer")
    kind = tables.Column("Appliance")
    objects_count = CountColumn(verbose_name="Objects")
    size = SizeColumn()
    backup_name = tables.Column(
        "Backup", orderable=False, attrs={"td": {"class": "wrap"}}
    )
    backup_sha256 = tables.Column("SHA-256", orderable=False)
    taken_at = MomentColumn(verbose_name="Created")
    is_discarded = BadgeColumn(STATES, verbose_name="State", orderable=False)

    always = ("dated",)
    hidden_at_first = ("backup_sha256",)
    file_name = "inventories"
    label = "Inventories"

    class Meta(ListTable.Meta):
        model = Inventory
        fields = (
            "dated",
            "customer",
            "kind",
            "objects_count",
            "size",
            "backup_name",
            "backup_sha256",
            "taken_at",
            "is_discarded",
        )

    @classmethod
    def sort_field(cls, sort: str) -> tuple[str, str]:
        """The newest first, unless another order is chosen."""
        return super().sort_field(sort or "-dated")


class LocationsColumn(tables.Column):
    """What each location holds of a bucket, a line each."""

    def __init__(self) -> None:
        super().__init__("Location", accessor="contents__locations", orderable=False)

    def render(self, value) -> str:
        return render_to_string("gather/places.html", {"places": value})

    def value(self, value) -> str:
        return "; ".join(
            f"{each.location}: {each.objects} objects, {each.size} bytes"
            for each in value
        )


class BucketTable(ListTable):
    name = tables.Column(
        linkify=lambda record: record.page, attrs={"td": {"class": "name"}}
    )
    objects_count = CountColumn(verbose_name="Objects")
    size = SizeColumn()
    unfinished_objects = CountColumn(verbose_name="Unfinished uploads")
    places = LocationsColumn()
    policy = tables.Column("Data policy", orderable=False)

    hidden_at_first = ("unfinished_objects", "policy")
    file_name = "buckets"
    label = "Buckets"

    class Meta(ListTable.Meta):
        model = Bucket
        fields = (
            "name",
            "objects_count",
            "size",
            "unfinished_objects",
            "places",
            "policy",
        )
