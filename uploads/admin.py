from django.contrib import admin

from tracker.admin import OfCustomerAdmin
from uploads.models import Upload


@admin.register(Upload)
class UploadAdmin(OfCustomerAdmin):
    list_display = ("name", "customer", "user", "state", "offset", "length", "sha256")
    list_filter = ("state",)
    list_select_related = ("customer", "user")
    search_fields = ("name", "sha256", "customer__name", "user__username")
