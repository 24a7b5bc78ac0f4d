"""One way in: the product's own login, with all that it will ask for."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import admin as auth_admin  # noqa: F401 - registers Group
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest, HttpResponse


class Autocomplete(AutocompleteJsonView):
    """Many phases have the same name: pickers say whose they are."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        result = super().serialize_result(obj, to_field_name)
        if describe := getattr(self.model_admin, "describe", None):
            result["text"] = describe(obj)
        return result


def autocomplete(request: HttpRequest) -> HttpResponse:
    return Autocomplete.as_view(admin_site=admin.site)(request)


site: Any = admin.site
site.login = secure_admin_login(site.login)
site.autocomplete_view = autocomplete
site.site_header = site.site_title = "Migration Tracker"
site.index_title = "Administration"
site.empty_value_display = "–"
# What a role may do is written down in tracker.access; an edit here would not last.
site.unregister(Group)
