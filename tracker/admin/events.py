"""The history as a whole, for administrators; it can be read only.

The history of one object, for those who may see it, is in its "History" tab.
"""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import OuterRef, QuerySet, Subquery, UUIDField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpRequest
from pghistory.models import Event

from tracker.admin.base import ReadOnlyAdmin
from tracker.history import MACHINE, VERBS


class EventAdmin(ReadOnlyAdmin):
    list_display = ("pgh_created_at", "verb", "what", "actor", "door", "reason")
    list_filter = ("pgh_label", "pgh_created_at")
    list_select_related = ("pgh_context",)
    search_fields = ("pgh_obj_id__exact",)
    search_help_text = "The ID of an object."
    ordering = ("-pgh_id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        user = Cast(KeyTextTransform("user", "pgh_context__metadata"), UUIDField())
        users = get_user_model().objects.filter(pk=OuterRef("by"))
        named = Subquery(users.values("username")[:1])
        return super().get_queryset(request).alias(by=user).annotate(made_by=named)

    @admin.display(description="action")
    def verb(self, event: Any) -> str:
        return VERBS[event.pgh_label]

    @admin.display(description="object")
    def what(self, event: Any) -> str:
        name = getattr(event, "name", "") or getattr(event, "username", "")
        return name or str(event.pgh_obj_id)

    @admin.display(description="user")
    def actor(self, event: Any) -> str:
        told = context(event, "command") or context(event, "actor")
        return event.made_by or told or MACHINE

    @admin.display(description="source")
    def door(self, event: Any) -> str:
        return context(event, "door")

    @admin.display(description="reason")
    def reason(self, event: Any) -> str:
        return context(event, "reason")


def context(event: Any, key: str) -> str:
    return event.pgh_context.metadata.get(key, "") if event.pgh_context else ""


for model in apps.get_models():
    if issubclass(model, Event):
        admin.site.register(model, EventAdmin)
