from django.contrib import admin

from restore import assigning
from restore.models import (
    Backup,
    DatabaseServer,
    Restore,
    RestoredDatabase,
    ServerAssignment,
)
from tracker.admin import OfCustomerAdmin, RuledAdmin


@admin.register(DatabaseServer)
class DatabaseServerAdmin(RuledAdmin):
    fields = ("name", "address_variable", "active")
    list_display = ("name", "address_variable", "active", "updated_at")
    search_fields = ("name",)


@admin.register(ServerAssignment)
class ServerAssignmentAdmin(RuledAdmin):
    fields = ("customer", "server")
    only_at_creation = ("customer",)

    def add(self, request, values):
        return assigning.assign_server(**values)

    def change(self, request, row, values, version):
        return assigning.assign_server(customer=row.customer, version=version, **values)

    def remove(self, request, row) -> None:
        assigning.unassign_server(assignment=row)

    autocomplete_fields = ("customer", "server")
    list_display = ("customer", "server", "updated_at")
    list_select_related = ("customer", "server")
    search_fields = ("customer__name", "server__name")


@admin.register(Backup)
class BackupAdmin(OfCustomerAdmin):
    list_display = ("name", "customer", "format", "size", "dated", "sha256")
    list_filter = ("format",)
    list_select_related = ("customer",)
    search_fields = ("name", "sha256", "customer__name")


@admin.register(Restore)
class RestoreAdmin(OfCustomerAdmin):
    list_display = ("name", "database", "customer", "state", "dated", "created_at")
    list_filter = ("kind", "job__state")
    list_select_related = ("customer", "job")
    search_fields = ("database", "name", "file", "customer__name")

    @admin.display(ordering="job__state")
    def state(self, restore: Restore) -> str:
        return restore.job.get_state_display()


@admin.register(RestoredDatabase)
class RestoredDatabaseAdmin(OfCustomerAdmin):
    list_display = ("name", "customer", "server", "size", "dated", "restored_at")
    list_filter = ("kind", ("dropped_at", admin.EmptyFieldListFilter))
    list_select_related = ("customer", "server")
    search_fields = ("name", "customer__name")
