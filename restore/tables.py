import django_tables2 as tables

from jobs.display import span
from jobs.tables import STATES
from restore.models import Restore, RestoredDatabase
from tracker.columns import (
    BadgeColumn,
    DayColumn,
    MomentColumn,
    NumberColumn,
    SizeColumn,
)
from tracker.lists import ListTable


class RestoreTable(ListTable):
    name = tables.Column("Backup", linkify=True, attrs={"td": {"class": "name"}})
    state = BadgeColumn(STATES, verbose_name="State", order_by="job__state")
    customer = tables.Column(order_by="sort_customer", linkify=True)
    kind = tables.Column("Appliance")
    database = tables.Column(attrs={"td": {"class": "mono"}})
    dated = DayColumn(verbose_name="Data as of", order_by="sort_dated")
    rows = NumberColumn(verbose_name="Rows", accessor="result__rows", orderable=False)
    created_at = MomentColumn(verbose_name="Requested")
    requested_by = tables.Column(
        "Requested by",
        accessor="job__requested_by",
        order_by="sort_person",
        default="–",
    )
    duration = tables.Column("Duration", accessor="job__duration", orderable=False)
    sha256 = tables.Column(
        "SHA-256",
        accessor="backup__sha256",
        orderable=False,
        attrs={"td": {"class": "mono"}},
    )
    error = tables.Column(
        accessor="job__error", orderable=False, attrs={"td": {"class": "wrap"}}
    )

    hidden_at_first = ("database", "sha256")
    file_name = "restores"

    class Meta(ListTable.Meta):
        model = Restore
        fields = (
            "name",
            "state",
            "customer",
            "kind",
            "database",
            "dated",
            "rows",
            "created_at",
            "requested_by",
            "duration",
            "sha256",
            "error",
        )

    @classmethod
    def sort_field(cls, sort: str) -> tuple[str, str]:
        """The latest first, unless another order is chosen."""
        return super().sort_field(sort or "-created_at")

    def render_rows(self, value) -> str:
        return f"{value:,}"

    def value_rows(self, value) -> int:
        return value

    def render_duration(self, value) -> str:
        return span(value)

    def value_duration(self, value) -> str:
        return f"{value.total_seconds():.0f}"


class DatabaseTable(ListTable):
    name = tables.Column("Database", linkify=True, attrs={"td": {"class": "name mono"}})
    customer = tables.Column(order_by="sort_customer", linkify=True)
    kind = tables.Column("Appliance")
    server = tables.Column(order_by="sort_server")
    size = SizeColumn(verbose_name="Size")
    dated = DayColumn(verbose_name="Data as of", order_by="sort_dated")
    restored_at = MomentColumn(verbose_name="Restored")
    last_read_at = MomentColumn(
        verbose_name="Last read", orderable=False, default="unknown"
    )
    dropped_at = MomentColumn(verbose_name="Deleted", orderable=False, default="–")

    hidden_at_first = ("dropped_at",)
    file_name = "databases"

    class Meta(ListTable.Meta):
        model = RestoredDatabase
        fields = (
            "name",
            "customer",
            "kind",
            "server",
            "size",
            "dated",
            "restored_at",
            "last_read_at",
            "dropped_at",
        )
