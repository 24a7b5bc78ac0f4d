from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from phases.models import Phase, PhasePause
from phases.services.expectations import add_pause, change_pause, delete_pause
from phases.services.phases import create_phase, delete_phase, update_phase
from tracker.admin import ForUser, RuledAdmin
from tracker.admin.base import RuledForm
from tracker.forms import LinesField


class PhaseAdminForm(RuledForm):
    buckets = LinesField(
        required=False, help_text=Phase._meta.get_field("buckets").help_text
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields["type"].required = False
            self.fields["type"].help_text = "Leave empty for the project's type."


@admin.register(Phase)
class PhaseAdmin(RuledAdmin):
    form = PhaseAdminForm
    fields = (
        "project",
        "name",
        "type",
        "source",
        "target",
        "target_tape_partition",
        "buckets",
        "status",
        "status_reason",
        "target_date",
        "expected_date",
        "expected_reason",
    )
    autocomplete_fields = ("project",)
    list_display = ("name", "project", "customer", "type", "status", "target_date")
    list_filter = ("status", "type", ("project__customer", ForUser))
    search_fields = ("name", "project__name", "project__customer__name")
    date_hierarchy = "created_at"

    def describe(self, phase: Phase) -> str:
        return f"{phase.project.customer} — {phase.project} — {phase}"

    @admin.display(ordering="project__customer__name")
    def customer(self, phase: Phase) -> str:
        return phase.project.customer.name

    def get_queryset(self, request: HttpRequest) -> QuerySet[Phase]:
        return super().get_queryset(request).with_project()

    def add(self, request: HttpRequest, values: dict[str, Any]) -> Phase:
        return create_phase(**values)

    def change(
        self,
        request: HttpRequest,
        row: Phase,
        values: dict[str, Any],
        version: datetime,
    ) -> Phase:
        return update_phase(phase=row, version=version, **values)

    def remove(self, request: HttpRequest, row: Phase) -> None:
        delete_phase(phase=row)


@admin.register(PhasePause)
class PhasePauseAdmin(RuledAdmin):
    fields = ("phase", "first_day", "last_day", "reason")
    only_at_creation = ("phase",)
    autocomplete_fields = ("phase",)
    list_display = ("__str__", "phase", "reason")
    list_filter = (("phase__project__customer", ForUser),)
    list_select_related = ("phase",)
    search_fields = ("reason", "phase__name")
    date_hierarchy = "first_day"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PhasePause]:
        phases = Phase.objects.for_user(request.user)
        pauses = PhasePause.objects.select_related("phase__project__customer")
        return pauses.filter(phase__in=phases)

    def add(self, request: HttpRequest, values: dict[str, Any]) -> PhasePause:
        return add_pause(**values)

    def change(
        self,
        request: HttpRequest,
        row: PhasePause,
        values: dict[str, Any],
        version: datetime,
    ) -> PhasePause:
        return change_pause(pause=row, version=version, **values)

    def remove(self, request: HttpRequest, row: PhasePause) -> None:
        delete_pause(pause=row)
