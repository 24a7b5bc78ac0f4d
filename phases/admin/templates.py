from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from phases.models import ProjectTemplate, TemplatePhase
from tracker.admin import ForUser, RuledAdmin, RuledInline


class TemplatePhaseInline(RuledInline):
    """Part of its template: users who may change the template may change these."""

    model = TemplatePhase
    fields = ("position", "name", "type", "source", "target", "target_tape_partition")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("phases.view_projecttemplate")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_change(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_change(request, obj)


@admin.register(ProjectTemplate)
class ProjectTemplateAdmin(RuledAdmin):
    fields = ("name", "description", "type", "customer")
    inlines = (TemplatePhaseInline,)
    autocomplete_fields = ("customer",)
    list_display = ("name", "type", "customer", "description", "updated_at")
    list_filter = ("type", ("customer", ForUser))
    list_select_related = ("customer",)
    search_fields = ("name", "description")

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any):
        form = super().get_form(request, obj, **kwargs)
        if "customer" in form.base_fields:
            form.base_fields["customer"].required = not request.user.sees_everything
        return form

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_theirs(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_theirs(request, obj)

    def get_deleted_objects(self, objs, request):
        rows, counts, lacking, protected = super().get_deleted_objects(objs, request)
        lacking.discard(TemplatePhase._meta.verbose_name)
        return rows, counts, lacking, protected


def _is_theirs(request: HttpRequest, template: ProjectTemplate | None) -> bool:
    """A template for all customers is not changed by users who see only some."""
    return (
        template is None
        or template.customer_id is not None
        or request.user.sees_everything
    )


def _may_change(request: HttpRequest, template: ProjectTemplate | None) -> bool:
    allowed = request.user.has_perm("phases.change_projecttemplate")
    return allowed and _is_theirs(request, template)
