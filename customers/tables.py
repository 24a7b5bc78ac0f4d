import django_tables2 as tables

from customers.models import Customer
from tracker.columns import (
    ACTIVE,
    BadgeColumn,
    MomentColumn,
    NameColumn,
    NumberColumn,
    SelectColumn,
)
from tracker.lists import ListTable


class CustomerTable(ListTable):
    select = SelectColumn()
    name = NameColumn()
    active = BadgeColumn(ACTIVE, verbose_name="State")
    database_suffix = tables.Column(verbose_name="Database suffix")
    project_count = NumberColumn(verbose_name="Projects")
    phase_count = NumberColumn(verbose_name="Phases")
    created_at = MomentColumn(verbose_name="Created")
    updated_at = MomentColumn(verbose_name="Changed")

    hidden_at_first = ("database_suffix", "created_at", "updated_at")

    file_name = "customers"

    class Meta(ListTable.Meta):
        model = Customer
        fields = (
            "select",
            "name",
            "active",
            "database_suffix",
            "project_count",
            "phase_count",
            "created_at",
            "updated_at",
        )
