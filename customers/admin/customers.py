from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from customers.models import Customer, CustomerAccess
from customers.services import (
    create_customer,
    delete_customer,
    set_customers_active,
    update_customer,
)
from tracker.admin import RuledAdmin, RuledInline
from tracker.admin.base import STAMPS


class UserInline(RuledInline):
    """Who sees this customer, beside those who see all."""

    model = CustomerAccess
    fields = ("user",)
    autocomplete_fields = ("user",)
    verbose_name_plural = "seen by"


@admin.register(Customer)
class CustomerAdmin(RuledAdmin):
    fields = ("name", "active")
    shown = ("database_suffix", *STAMPS)
    inlines = (UserInline,)
    list_display = ("name", "active", "database_suffix", "created_at", "updated_at")
    list_filter = ("active", "created_at")
    search_fields = ("name", "database_suffix")
    date_hierarchy = "created_at"
    actions = ("activate", "deactivate")

    def add(self, request: HttpRequest, values: dict[str, Any]) -> Customer:
        return create_customer(**values, created_by=request.user)

    @transaction.atomic
    def change(
        self,
        request: HttpRequest,
        row: Customer,
        values: dict[str, Any],
        version: datetime,
    ) -> Customer:
        active = values.pop("active")
        changed = update_customer(customer=row, version=version, **values)
        set_customers_active(customers=[changed], active=active)
        return Customer.objects.get(pk=row.pk)

    def remove(self, request: HttpRequest, row: Customer) -> None:
        delete_customer(customer=row)

    @admin.action(description="Activate", permissions=["change"])
    def activate(self, request: HttpRequest, customers: QuerySet[Customer]) -> None:
        count = set_customers_active(customers=customers, active=True)
        self.message_user(request, f"Activated: {count}.")

    @admin.action(description="Deactivate", permissions=["change"])
    def deactivate(self, request: HttpRequest, customers: QuerySet[Customer]) -> None:
        count = set_customers_active(customers=customers, active=False)
        self.message_user(request, f"Deactivated: {count}.")
