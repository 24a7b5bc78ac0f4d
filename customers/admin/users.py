"""Users as administrators correct them: their name, whether they are administrators.

Role, customers and state are changed on the page of users, and only shown here. There
too one invites users. A manager sees the users that the page of users lists.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from customers.models import Customer, CustomerAccess
from customers.users.rights import visible_users
from tracker.admin import Pages, ReadOnlyInline
from tracker.models import User

POWERS = ("is_staff", "is_superuser")


class CustomerInline(ReadOnlyInline):
    """The customers of a user who does not see all of them."""

    model = CustomerAccess
    fields = ("customer",)
    verbose_name_plural = "visible customers"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        visible = Customer.objects.for_user(request.user)
        return super().get_queryset(request).filter(customer__in=visible)


@admin.register(User)
class UserAdmin(Pages, DjangoUserAdmin):
    inlines = (CustomerInline,)
    actions = None
    list_display = (
        "username",
        "first_name",
        "last_name",
        "sees_all_customers",
        "is_staff",
        "is_active",
        "last_login",
    )
    list_filter = ("groups", "sees_all_customers", "is_staff", "is_active")
    readonly_fields = (
        "id",
        "last_login",
        "date_joined",
        "is_active",
        "groups",
        "sees_all_customers",
    )
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Role and visible customers", {"fields": ("groups", "sees_all_customers")}),
        ("Administration", {"fields": POWERS}),
        ("Record", {"fields": ("id", "last_login", "date_joined")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        visible = visible_users(request.user)
        return super().get_queryset(request).filter(pk__in=visible.values("pk"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and obj != request.user

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None):
        """One's own powers stay, lest nobody is left who has them."""
        own = POWERS if obj == request.user else ()
        return (*self.readonly_fields, *own)
