from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from notes.models import Note
from notes.services import add_note, change_note, delete_note, may_change
from tracker.admin import ForUser, RuledAdmin
from tracker.admin.base import RuledForm

SUBJECTS = ("customer", "project", "phase")
CHOOSE_ONE = "Choose a customer, a project or a phase, and only one of these."


class NoteAdminForm(RuledForm):
    """About one of the three, of which the customer need not be chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "customer" in self.fields:
            self.fields["customer"].required = False

    def clean(self) -> None:
        super().clean()
        if self.instance._state.adding:
            chosen = [self.cleaned_data.get(name) for name in SUBJECTS]
            if sum(map(bool, chosen)) != 1:
                raise forms.ValidationError(CHOOSE_ONE)


@admin.register(Note)
class NoteAdmin(RuledAdmin):
    form = NoteAdminForm
    fields = (*SUBJECTS, "text")
    only_at_creation = SUBJECTS
    shown = ("author", "edited_at", *RuledAdmin.shown)
    autocomplete_fields = SUBJECTS
    list_display = ("__str__", "customer", "project", "phase", "author", "created_at")
    list_filter = ("created_at", ("customer", ForUser))
    list_select_related = (*SUBJECTS, "author")
    search_fields = ("text", "phase__name", "project__name", "customer__name")
    date_hierarchy = "created_at"

    def add(self, request: HttpRequest, values: dict[str, Any]) -> Note:
        subjects = [values.pop(name) for name in SUBJECTS]
        subject = next(filter(None, subjects))
        return add_note(subject=subject, text=values["text"], author=request.user)

    def change(
        self,
        request: HttpRequest,
        row: Note,
        values: dict[str, Any],
        version: datetime,
    ) -> Note:
        return change_note(note=row, by=request.user, version=version, **values)

    def remove(self, request: HttpRequest, row: Note) -> None:
        delete_note(note=row, by=request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only its author changes a note."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or may_change(request.user, obj))
