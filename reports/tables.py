import django_tables2 as tables

from reports.models import Report, ReportState
from restore.tables import SizeColumn
from tracker.columns import BadgeColumn, DayColumn, MomentColumn
from tracker.lists import ListTable

STATES = {state: (state.tone, state.label) for state in ReportState}


class ReportTable(ListTable):
    name = tables.Column(
        "Report of", linkify=True, order_by="sort_name", attrs={"td": {"class": "name"}}
    )
    state = BadgeColumn(STATES, verbose_name="State", orderable=False)
    format = tables.Column()
    customer = tables.Column(order_by="sort_customer", linkify=True)
    scope = tables.Column("Of a")
    window = tables.Column("Days", orderable=False)
    last_gather = DayColumn(
        verbose_name="Latest gather", order_by="sort_gather", default="unknown"
    )
    size = SizeColumn(verbose_name="Size", order_by="sort_size")
    author = tables.Column(attrs={"td": {"class": "wrap"}})
    created_at = MomentColumn(verbose_name="Asked for")
    sha256 = tables.Column(
        "sha256", orderable=False, attrs={"td": {"class": "mono"}}, default=""
    )

    hidden_at_first = ("customer", "scope", "sha256")
    file_name = "reports"

    class Meta(ListTable.Meta):
        model = Report
        fields = (
            "name",
            "state",
            "format",
            "customer",
            "scope",
            "window",
            "last_gather",
            "size",
            "author",
            "created_at",
            "sha256",
        )

    @classmethod
    def sort_field(cls, sort: str) -> tuple[str, str]:
        """The newest first, unless something else is asked for."""
        return super().sort_field(sort or "-created_at")
