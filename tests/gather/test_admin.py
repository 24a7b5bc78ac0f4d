"""Inventories in the admin: looked at, never typed in."""

import pytest
from django.contrib.admin import site

from gather.admin import PARTS
from gather.models import Inventory, Origin
from gather.services.gathering import gather
from phases.services.phases import create_phase
from tests.admin.conftest import admin, staff_viewer, url  # noqa: F401
from tests.gather import stocks

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def inventory(northwind, project):
    found = stocks.blackpearl(northwind)
    phase = create_phase(
        project=project, name="All", source="First copy", target="Second copy"
    )
    gather(phase=phase)
    stocks.rio(northwind)
    return found


def test_shown_and_nothing_more(admin, inventory):  # noqa: F811
    for model in (Inventory, Origin, *PARTS):
        name = f"gather_{model._meta.model_name}"
        row = model.objects.first()
        page, delete = (url(name, what, row.pk) for what in ("change", "delete"))
        assert admin.get(url(name)).status_code == 200, name
        assert admin.get(url(name), {"q": "Northwind"}).status_code == 200, name
        assert admin.get(page).status_code == 200, name
        assert admin.get(url(name, "history", row.pk)).status_code == 200, name
        assert admin.post(page, {}).status_code == 403, name
        assert admin.get(url(name, "add")).status_code == 403, name
        assert admin.post(delete, {"post": "yes"}).status_code == 403, name


def test_only_of_customers_that_one_sees(
    client_of,
    staff_viewer,  # noqa: F811
    inventory,
    harbour,
):
    theirs = stocks.blackpearl(harbour)
    client = client_of(staff_viewer)
    page = client.get(url("gather_inventory"))
    assert theirs not in page.context["cl"].queryset
    assert inventory in page.context["cl"].queryset
    assert client.get(url("gather_inventory", "change", theirs.pk)).status_code == 404


def test_every_model_is_there():
    from django.apps import apps
    from pghistory.models import Event

    ours = apps.get_app_config("gather").get_models()
    assert {m for m in ours if not issubclass(m, Event)} <= set(site._registry)
