"""Purging customers and projects: with the name typed, and the password after it.

This module knows everything below a customer, so it adds itself to their admins.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import helpers
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from customers.models import Customer
from phases.services.purge import (
    Purged,
    customer_contents,
    project_contents,
    purge_customer,
    purge_project,
)
from projects.models import Project
from tracker.reauthentication import confirm_identity


class PurgeForm(forms.Form):
    name = forms.CharField(strip=True)

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected
        self.fields["name"].label = f"Type “{expected}” to confirm"

    def clean_name(self) -> str:
        if self.cleaned_data["name"] != self.expected:
            text = f"The name does not match. Type “{self.expected}”."
            raise forms.ValidationError(text)
        return self.expected


@admin.action(description="Delete permanently…", permissions=["delete"])
def purge_customers(
    model_admin: Any, request: HttpRequest, customers: QuerySet[Customer]
) -> HttpResponse | None:
    return ask(
        model_admin,
        request,
        customers,
        contents=customer_contents,
        purge=lambda customer: purge_customer(customer=customer),
        type_name=str,
    )


@admin.action(description="Delete permanently…", permissions=["delete"])
def purge_projects(
    model_admin: Any, request: HttpRequest, projects: QuerySet[Project]
) -> HttpResponse | None:
    return ask(
        model_admin,
        request,
        projects,
        contents=project_contents,
        purge=lambda project: purge_project(project=project),
        type_name=lambda project: project.customer.name,
    )


def ask(
    model_admin: Any,
    request: HttpRequest,
    rows: QuerySet[Any],
    *,
    contents: Callable[[Any], Purged],
    purge: Callable[[Any], Purged],
    type_name: Callable[[Any], str],
) -> HttpResponse | None:
    if len(rows) != 1:
        text = "Select only one row to delete permanently."
        model_admin.message_user(request, text, "error")
        return None
    row, data = rows[0], request.POST if "purge" in request.POST else None
    form = PurgeForm(data, expected=type_name(row))
    if not form.is_valid():
        return confirmation(model_admin, request, row, form, contents(row))
    confirm_identity(request, f"delete {row} permanently", row)
    name = str(row)
    model_admin.log_deletions(request, rows)
    counts = purge(row).counts.items()
    deleted = ", ".join(f"{noun}: {n:,}" for noun, n in counts if n)
    text = f"{name} deleted permanently{deleted and f' ({deleted})'}."
    model_admin.message_user(request, text)
    return None


def confirmation(
    model_admin: Any,
    request: HttpRequest,
    row: Any,
    form: PurgeForm,
    contents: Purged,
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Delete {row} permanently?",
        "opts": model_admin.opts,
        "row": row,
        "form": form,
        "contents": contents.counts.items(),
        "action": request.POST["action"],
        "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "admin/purge.html", context, status=status)


for model, action in ((Customer, purge_customers), (Project, purge_projects)):
    registered = admin.site.get_model_admin(model)
    registered.actions = (*registered.actions, action)
