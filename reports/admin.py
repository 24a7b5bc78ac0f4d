"""Reports are created by the product, never typed in; here they can be read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from reports.models import Report
from tracker.admin import ForUser, Pages, ReadOnlyAdmin


@admin.register(Report)
class ReportAdmin(Pages, ReadOnlyAdmin):
    list_display = ("name", "format", "customer", "author", "made_at", "size")
    list_filter = ("format", "scope", ("customer", ForUser))
    list_select_related = ("customer",)
    search_fields = ("name", "author", "sha256")
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        return super().get_queryset(request).for_user(request.user)
