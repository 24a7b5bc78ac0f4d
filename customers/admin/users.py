"""Users: who may log in, in which role, and which customers they see.

A manager of some customers sees these customers' users and no others. Only those who
see all customers may change a user, and only an administrator may make one staff.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from customers.models import Customer, CustomerAccess
from tracker.admin import Pages, RuledInline
from tracker.models import User

FOR_ADMINISTRATORS = ("is_staff", "is_superuser")


class CustomerInline(RuledInline):
    """The customers of a user who does not see all of them."""

    model = CustomerAccess
    fields = ("customer",)
    autocomplete_fields = ("customer",)
    verbose_name_plural = "visible customers"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        visible = Customer.objects.for_user(request.user)
        return super().get_queryset(request).filter(customer__in=visible)


@admin.register(User)
class UserAdmin(Pages, DjangoUserAdmin):
    inlines = (CustomerInline,)
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
    readonly_fields = ("id", "last_login", "date_joined")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        (
            "Role and visible customers",
            {"fields": ("groups", "sees_all_customers", "is_staff", "is_superuser")},
        ),
        ("Record", {"fields": ("id", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username",
                    "usable_password",
                    "password1",
                    "password2",
                    "groups",
                    "sees_all_customers",
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        users = super().get_queryset(request)
        if request.user.sees_everything:
            return users
        visible = Customer.objects.for_user(request.user)
        return users.filter(accesses__customer__in=visible).distinct()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and request.user.sees_everything

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not (
            super().has_change_permission(request, obj) and request.user.sees_everything
        ):
            return False
        return obj is None or request.user.is_superuser or not obj.is_superuser

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None):
        forbidden = () if request.user.is_superuser else FOR_ADMINISTRATORS
        return (*self.readonly_fields, *forbidden)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)
