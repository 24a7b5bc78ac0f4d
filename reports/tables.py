import django_tables2 as tables

from reports.models import Report, ReportState
from tracker.columns import BadgeColumn, DayColumn, MomentColumn, SizeColumn
from tracker.lists import ListTable

STATES = {state: (state.tone, state.label) for state in ReportState}


class ReportTable(ListTable):
    name = tables.Column(
        "Subject", linkify=True, order_by="sort_name", attrs={"td": {"class": "name"}}
    )
    state = BadgeColumn(STATES, verbose_name="State", orderable=False)
    format = tables.Column()
    customer = tables.Column(order_by="sort_customer", linkify=True)
    scope = tables.Column("Type of subject")
    window = tables.Column("Period", orderable=False)
    last_gather = DayColumn(
        verbose_name="Last measured", order_by="sort_gather", default="unknown"
    )
    size = SizeColumn(verbose_name="Size", order_by="sort_size")
    author = tables.Column(attrs={"td": {"class": "wrap"}})
    created_at = MomentColumn(verbose_name="Requested")
    sha256 = tables.Column(
        "SHA-256", orderable=False, attrs={"td": {"class": "mono"}}, default=""
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
        """The latest first, unless another order is chosen."""
        return super().sort_field(sort or "-created_at")
