import django_tables2 as tables

from phases.models import Phase, PhaseStatus
from tracker.columns import (
    BadgeColumn,
    DayColumn,
    MomentColumn,
    NameColumn,
    SelectColumn,
)
from tracker.lists import ListTable
from tracker.templatetags.figures import percent


class ProgressColumn(tables.Column):
    """Objects and bytes on the target, as percentages."""

    def __init__(self, unit: str, **kwargs) -> None:
        css = {"class": "num"}
        super().__init__(
            accessor=f"standing__{unit}__fraction",
            orderable=False,
            attrs={"th": css, "td": css},
            **kwargs,
        )

    def render(self, value) -> str:
        return percent(value)

    def value(self, value) -> float:
        return int(value * 10**6) / 10**6


class PhaseTable(ListTable):
    select = SelectColumn()
    name = NameColumn()
    customer = tables.Column(
        accessor="project__customer", linkify=True, order_by="sort_customer"
    )
    project = tables.Column(linkify=True, order_by="sort_project")
    type = tables.Column()
    status = BadgeColumn({s.value: (s.tone, s.label) for s in PhaseStatus})
    source = tables.Column()
    target = tables.Column()
    objects = ProgressColumn("objects", verbose_name="Objects")
    bytes = ProgressColumn("bytes", verbose_name="Bytes")
    last_gather = DayColumn(
        accessor="standing__latest__timestamp",
        verbose_name="Last gather",
        orderable=False,
    )
    target_date = DayColumn(verbose_name="Target date", order_by="sort_target_date")
    created_at = MomentColumn(verbose_name="Created")
    updated_at = MomentColumn(verbose_name="Changed")

    hidden_at_first = ("type", "created_at", "updated_at")

    file_name = "phases"

    class Meta(ListTable.Meta):
        model = Phase
        fields = (
            "select",
            "name",
            "customer",
            "project",
            "type",
            "status",
            "source",
            "target",
            "objects",
            "bytes",
            "last_gather",
            "target_date",
            "created_at",
            "updated_at",
        )
