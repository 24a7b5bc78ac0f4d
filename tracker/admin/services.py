from django.contrib import admin

from tracker.admin.base import ReadOnlyAdmin
from tracker.models import Service


@admin.register(Service)
class ServiceAdmin(ReadOnlyAdmin):
    list_display = ("name", "host", "pid", "version", "started_at", "seen_at")
    search_fields = ("name", "host")
    ordering = ("name",)
