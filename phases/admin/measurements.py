from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from phases.forms import REASON_HELP, AskingForm
from phases.models import MigrationData, RecordedVia
from phases.models.measurement import FIGURES
from phases.services.measurements import (
    add_measurement,
    correct_measurement,
    delete_measurement,
)
from tracker.admin import ForUser, RuledAdmin
from tracker.admin.base import RuledForm


class MeasurementAdminForm(AskingForm, RuledForm):
    reason = forms.CharField(max_length=500, help_text=REASON_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            del self.fields["reason"]


@admin.register(MigrationData)
class MigrationDataAdmin(RuledAdmin):
    form = MeasurementAdminForm
    fields = ("phase", "timestamp", "type", *FIGURES, "note")
    only_at_creation = ("phase",)
    shown = ("recorded_by", "recorded_via", *RuledAdmin.shown)
    autocomplete_fields = ("phase",)
    list_display = (
        "timestamp",
        "phase",
        "project",
        "type",
        "source_objects",
        "source_size",
        "target_objects",
        "target_size",
        "recorded_via",
    )
    list_filter = ("type", "recorded_via", ("phase__project__customer", ForUser))
    search_fields = ("phase__name", "phase__project__name")
    date_hierarchy = "timestamp"
    ordering = ("-timestamp",)

    @admin.display(ordering="phase__project__name")
    def project(self, measurement: MigrationData) -> str:
        project = measurement.phase.project
        return f"{project.customer} — {project}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[MigrationData]:
        rows = super().get_queryset(request)
        return rows.select_related("phase__project__customer", "recorded_by")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fields = super().get_fields(request, obj)
        if obj is None:
            return (*fields, "unusual_ok")
        correcting = self.has_change_permission(request, obj)
        return ("reason", *fields, "unusual_ok") if correcting else fields

    def add(self, request: HttpRequest, values: dict[str, Any]) -> MigrationData:
        return add_measurement(
            **values, recorded_by=request.user, recorded_via=RecordedVia.ADMIN
        )

    def change(
        self,
        request: HttpRequest,
        row: MigrationData,
        values: dict[str, Any],
        version: datetime,
    ) -> MigrationData:
        return correct_measurement(measurement=row, version=version, **values)

    def remove(self, request: HttpRequest, row: MigrationData) -> None:
        delete_measurement(measurement=row)
