"""One way in: the product's own login, with all that it will ask for."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa import admin as mfa_admin  # noqa: F401 - registers Authenticator
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as sessions_admin  # noqa: F401 - UserSession
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import admin as auth_admin  # noqa: F401 - registers Group
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from pghistory.models import Event


class Autocomplete(AutocompleteJsonView):
    """Many phases have the same name: pickers say whose they are."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        result = super().serialize_result(obj, to_field_name)
        if describe := getattr(self.model_admin, "describe", None):
            result["text"] = describe(obj)
        return result


def autocomplete(request: HttpRequest) -> HttpResponseBase:
    return Autocomplete.as_view(admin_site=admin.site)(request)


def password_change(_request: HttpRequest) -> HttpResponse:
    """The product's own page, which counts wrong passwords."""
    return redirect("account_change_password")


def app_list(request: HttpRequest, app_label: str | None = None) -> list[Any]:
    """The index, with all of the history in one place at its end."""
    apps_shown = AdminSite.get_app_list(admin.site, request, app_label)
    if app_label is not None:
        return apps_shown
    models = [model for app in apps_shown for model in app["models"]]
    events = [model for model in models if issubclass(model["model"], Event)]
    for app in apps_shown:
        app["models"] = [model for model in app["models"] if model not in events]
    history = {"name": "History", "app_label": "history", "models": events}
    more = [{**history, "app_url": reverse("admin:index")}] if events else []
    return [app for app in [*apps_shown, *more] if app["models"]]


site: Any = admin.site
site.get_app_list = app_list
site.login = secure_admin_login(site.login)
site.password_change = password_change
site.autocomplete_view = autocomplete
site.site_header = site.site_title = "Migration Tracker"
site.index_title = "Administration"
site.empty_value_display = "–"
# What a role may do is written down in tracker.access; an edit here would not last.
# Factors and sessions are secrets, which each user manages alone.
site.unregister([Group, Authenticator, UserSession])
