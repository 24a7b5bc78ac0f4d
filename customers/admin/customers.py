from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from customers.models import Customer, CustomerAccess
from customers.services import create_customer, delete_customer, update_customer
from tracker.admin import ReadOnlyInline, SwitchedAdmin
from tracker.admin.base import STAMPS


class UserInline(ReadOnlyInline):
    """Users who see this customer, beside those who see all customers."""

    model = CustomerAccess
    fields = ("user",)
    verbose_name_plural = "users with access"


@admin.register(Customer)
class CustomerAdmin(SwitchedAdmin):
    fields = ("name", "active")
    shown = ("database_suffix", *STAMPS)
    inlines = (UserInline,)
    list_display = ("name", "active", "database_suffix", "created_at", "updated_at")
    list_filter = ("active", "created_at")
    search_fields = ("name", "database_suffix")
    date_hierarchy = "created_at"

    def add(self, request: HttpRequest, values: dict[str, Any]) -> Customer:
        return create_customer(**values, created_by=request.user)

    def change(
        self,
        request: HttpRequest,
        row: Customer,
        values: dict[str, Any],
        version: datetime,
    ) -> Customer:
        return update_customer(
            customer=row, version=version, changed_by=request.user, **values
        )

    def remove(self, request: HttpRequest, row: Customer) -> None:
        delete_customer(customer=row)
