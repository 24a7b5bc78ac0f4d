from typing import Any

import django_tables2 as tables

from customers.users.reading import customers_text
from tracker.columns import ACTIVE, BadgeColumn, MomentColumn
from tracker.lists import ListTable
from tracker.models import User

FACTOR = {True: ("ok", "Set up"), False: ("neutral", "None")}


class UserTable(ListTable):
    username = tables.Column(
        linkify=True, order_by="sort_name", attrs={"td": {"class": "name"}}
    )
    full_name = tables.Column(
        "Name", accessor="get_full_name", orderable=False, default="–"
    )
    email = tables.Column("Email", orderable=False, default="–")
    role = tables.Column(order_by="sort_role")
    customers = tables.Column("Customers", empty_values=(), orderable=False)
    is_active = BadgeColumn(ACTIVE, verbose_name="State")
    second_factor = BadgeColumn(
        FACTOR, verbose_name="Second factor", accessor="pk", orderable=False
    )
    last_login = MomentColumn(
        verbose_name="Last login", order_by="sort_login", default="–"
    )
    date_joined = MomentColumn(verbose_name="Added")

    always = ("username",)
    hidden_at_first = ("email", "date_joined")
    file_name = "users"

    class Meta(ListTable.Meta):
        model = User
        fields = (
            "username",
            "full_name",
            "email",
            "role",
            "customers",
            "is_active",
            "second_factor",
            "last_login",
            "date_joined",
        )

    def render_role(self, value: str) -> str:
        return value.capitalize()

    def value_role(self, value: str) -> str:
        return value

    def render_customers(self, record: Any) -> str:
        return customers_text(record)
