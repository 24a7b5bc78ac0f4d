"""The admin is no way around a rule.

Forms check what was typed, as those of the pages do. Storing is left to the services,
and what they refuse stands in the form. Everybody sees their own customers only.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from tracker import services
from tracker.fields import ExactNameField, NameField
from tracker.forms import EditForm
from tracker.history import history
from tracker.lists import bulk_result

PROTECTED_SHOWN = 20
HISTORY_SHOWN = 200
STAMPS = ("id", "created_at", "updated_at")


class RefusedError(Exception):
    """Leaves Django's transaction, so that nothing of it stays."""

    def __init__(self, error: ValidationError) -> None:
        super().__init__(error)
        self.error = error


class VisibleChoices:
    """Pickers offer, and accept, only what the user may see."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        manager = db_field.remote_field.model._default_manager
        if hasattr(manager, "for_user"):
            kwargs["queryset"] = manager.for_user(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class Pages(VisibleChoices):
    """What all our admins show alike."""

    object_history_template = "admin/object_history.html"
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    list_per_page = 50

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """What a user may not see does not exist, here as on the pages."""
        raise Http404

    def history_view(self, request, object_id, extra_context=None) -> HttpResponse:
        def entries() -> list[Any]:
            events = getattr(self.model, "pgh_event_model", None)
            if events is None:  # rows that never change
                return []
            mine = events.objects.filter(pgh_obj_id=unquote(object_id))
            return history(mine, limit=HISTORY_SHOWN)

        context = {**(extra_context or {}), "entries": entries}
        return super().history_view(request, object_id, context)


class ForUser(admin.RelatedFieldListFilter):
    """A filter that names only what the user may see."""

    def field_choices(self, field, request, model_admin):
        visible = field.remote_field.model._default_manager.for_user(request.user)
        return list(visible.order_by("name").values_list("pk", "name"))


class RuledForm(EditForm):
    refused: ValidationError | None = None

    def clean(self) -> None:
        super().clean()
        if self.refused is not None:
            self.add_error(None, services.beside_fields(self, self.refused))


class RuledAdmin(Pages, admin.ModelAdmin):
    """Writes through `add`, `change` and `remove`, which call the services."""

    form = RuledForm
    only_at_creation: tuple[str, ...] = ()
    shown: tuple[str, ...] = STAMPS

    def add(self, request: HttpRequest, values: dict[str, Any]) -> Model:
        return services.create(self.model(**values))

    def change(
        self,
        request: HttpRequest,
        row: Any,
        values: dict[str, Any],
        version: datetime,
    ) -> Model:
        return services.update(row, version=version, **values)

    def remove(self, request: HttpRequest, row: Any) -> None:
        row.delete()

    # What is seen ----------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).for_user(request.user)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return tuple(self.fields)
        version = ("version",) if self.has_change_permission(request, obj) else ()
        return (*self.fields, *version, *self.shown)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None):
        return (*self.shown, *(self.only_at_creation if obj else ()))

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any):
        form = super().get_form(request, obj, **kwargs)
        refused = getattr(request, "refused", None)
        return type(form.__name__, (form,), {"refused": refused})

    # What is written -------------------------------------------------------------
    def changeform_view(self, request, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except RefusedError as refused:
            request.refused = refused.error
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request, obj, form, change) -> None:
        values = dict(form.cleaned_data)
        version = values.pop("version", None)
        try:
            if change:
                row = self.change(request, obj, values, version)
            else:
                row = self.add(request, values)
        except ValidationError as error:
            raise RefusedError(error) from error
        # Django continues with its own object: inlines, log entry, redirection.
        obj.__dict__.update(row.__dict__)

    def save_formset(self, request, form, formset, change) -> None:
        rows = formset.save(commit=False)
        try:
            for row in formset.deleted_objects:
                row.delete()
            for row in rows:
                store(row)
        except ValidationError as error:
            raise RefusedError(ValidationError(error.messages)) from error

    # What is deleted -------------------------------------------------------------
    def get_deleted_objects(self, objs, request):
        rows, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if len(protected) > PROTECTED_SHOWN:
            more = len(protected) - PROTECTED_SHOWN
            protected = [*protected[:PROTECTED_SHOWN], f"… and {more:,} more"]
        return rows, counts, lacking, protected

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        try:
            self.remove(request, obj)
        except ValidationError as error:
            raise RefusedError(error) from error

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_model(request, row)

    def delete_view(self, request, object_id, extra_context=None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except RefusedError as refused:
            return say_why(self, request, refused)

    def changelist_view(self, request, extra_context=None) -> HttpResponse:
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        try:
            with transaction.atomic():  # actions too do all or nothing
                return super().changelist_view(request, extra_context)
        except RefusedError as refused:
            return say_why(self, request, refused)


class SwitchedAdmin(RuledAdmin):
    """Rows that are deactivated rather than deleted, several at once too."""

    actions = ("activate", "deactivate")

    @admin.action(description="Reactivate", permissions=["change"])
    def activate(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self._switch(request, rows, active=True)

    @admin.action(description="Deactivate", permissions=["change"])
    def deactivate(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self._switch(request, rows, active=False)

    def _switch(
        self, request: HttpRequest, rows: QuerySet[Any], *, active: bool
    ) -> None:
        count = services.set_active(rows, active=active)
        noun, plural = self.opts.verbose_name, self.opts.verbose_name_plural
        verb = "reactivated" if active else "deactivated"
        text = bulk_result(count, str(noun), str(plural), verb)
        self.message_user(request, text)


class RuledInline(VisibleChoices, admin.TabularInline):
    extra = 0
    formfield_overrides = {
        field: {"widget": forms.TextInput(attrs={"size": 16})}
        for field in (NameField, ExactNameField)
    }


class ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    extra = 0


def store(row: Any) -> None:
    if row._state.adding:
        services.create(row)
        return
    values = {field.name: getattr(row, field.name) for field in editable(row)}
    services.update(row, **values)


def editable(row: Model) -> list[Any]:
    return [field for field in row._meta.concrete_fields if field.editable]


def say_why(
    model_admin: Any, request: HttpRequest, refused: RefusedError
) -> HttpResponse:
    text = " ".join(refused.error.messages)
    model_admin.message_user(request, text, messages.ERROR)
    return HttpResponseRedirect(request.get_full_path())


class OfCustomerAdmin(Pages, ReadOnlyAdmin):
    """What work leaves for a customer: to be looked at, and changed by work only."""

    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).for_user(request.user)
