import django_tables2 as tables

from projects.models import Project
from tracker.columns import (
    ACTIVE,
    BadgeColumn,
    DayColumn,
    LinkColumn,
    MomentColumn,
    NameColumn,
    NumberColumn,
    SelectColumn,
)
from tracker.lists import ListTable


class ProjectTable(ListTable):
    select = SelectColumn()
    name = NameColumn()
    customer = LinkColumn(order_by="sort_customer")
    type = tables.Column()
    active = BadgeColumn(ACTIVE, verbose_name="State")
    phase_count = NumberColumn(verbose_name="Phases")
    target_date = DayColumn(verbose_name="Target date")
    created_at = MomentColumn(verbose_name="Created")
    updated_at = MomentColumn(verbose_name="Changed")

    unknown_last = ("target_date",)
    hidden_at_first = ("type", "phase_count", "created_at", "updated_at")

    file_name = "projects"

    class Meta(ListTable.Meta):
        model = Project
        fields = (
            "select",
            "name",
            "customer",
            "type",
            "active",
            "phase_count",
            "target_date",
            "created_at",
            "updated_at",
        )
