from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from projects.models import Project
from projects.services import create_project, delete_project, update_project
from tracker.admin import ForUser, SwitchedAdmin


@admin.register(Project)
class ProjectAdmin(SwitchedAdmin):
    fields = (
        "customer",
        "name",
        "type",
        "active",
        "target_date",
        "gather_automatically",
    )
    only_at_creation = ("customer",)
    autocomplete_fields = ("customer",)
    list_display = ("name", "customer", "type", "active", "target_date", "updated_at")
    list_filter = ("active", "type", ("customer", ForUser))
    list_select_related = ("customer",)
    search_fields = ("name", "customer__name")
    date_hierarchy = "created_at"

    def describe(self, project: Project) -> str:
        return f"{project.customer} — {project}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Project]:
        return super().get_queryset(request).select_related("customer")

    def add(self, request: HttpRequest, values: dict[str, Any]) -> Project:
        return create_project(**values)

    def change(
        self,
        request: HttpRequest,
        row: Project,
        values: dict[str, Any],
        version: datetime,
    ) -> Project:
        return update_project(project=row, version=version, **values)

    def remove(self, request: HttpRequest, row: Project) -> None:
        delete_project(project=row)
