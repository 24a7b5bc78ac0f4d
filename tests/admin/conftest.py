from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from customers.models import Customer
from phases.models import ProjectTemplate, TemplatePhase
from tests.fixtures.people import make_user
from tracker.models import User


@pytest.fixture
def staff_manager(manager: User) -> User:
    """Manages Northwind, and may come into the admin."""
    manager.is_staff = True
    manager.save()
    return manager


@pytest.fixture
def staff_viewer(northwind: Customer) -> User:
    return make_user("looker", "viewer", customer=northwind, is_staff=True)


@pytest.fixture
def chief(db: None) -> User:
    """A manager who sees all customers."""
    return make_user("chief", "manager", is_staff=True, sees_all_customers=True)


@pytest.fixture
def admin(client_of: Callable[[User], Client], administrator: User) -> Client:
    return client_of(administrator)


@pytest.fixture
def template(db: None) -> ProjectTemplate:
    template = ProjectTemplate.objects.create(name="Two steps", type="IOM_BUCKET")
    TemplatePhase.objects.create(
        template=template, position=0, name="Copy", type="IOM_BUCKET"
    )
    return template


def url(model: str, page: str = "changelist", *args: object) -> str:
    return reverse(f"admin:{model}_{page}", args=args)


def form_values(response: HttpResponse) -> dict[str, object]:
    """What the browser would send back for the form of a page, unchanged."""
    form = response.context["adminform"].form
    values = {
        form.add_prefix(name): form[name].value()
        for name in form.fields
        if form[name].value() not in (None, False)
    }
    values |= {
        name: field.prepare_value(values[name])
        for name, field in form.fields.items()
        if name in values
    }
    for inline in response.context["inline_admin_formsets"]:
        management = inline.formset.management_form
        values |= {management.add_prefix(n): v for n, v in management.initial.items()}
        for row in inline.formset.initial_forms:
            values |= {row.add_prefix(n): row[n].value() for n in row.fields}
    return {name: "" if value is None else value for name, value in values.items()}


def errors(response: HttpResponse) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)
