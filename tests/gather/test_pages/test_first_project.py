"""From a restore to the first measurement, where the customer has no project yet."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from gather.panels import gather_restored
from projects.models import Project
from projects.services import create_project
from tests.gather import stocks
from tests.restore.test_pages.builders import some_restore
from tests.tracker.reading import body, read

pytestmark = pytest.mark.django_db
GATHER = reverse("gather:gather")


@pytest.fixture
def manages(client_of, manager):
    return client_of(manager)


def test_the_project_is_added_on_the_spot_and_its_first_phase_is_next(
    manages, northwind
) -> None:
    stocks.rio(northwind)
    page = read(manages.get(f"{GATHER}?customer={northwind.pk}"))
    [action] = [a for a in page.attributes("form", "action") if "/projects/" in a]
    sent = {a["name"]: a.get("value", "") for _, a in page.tags if "name" in a}
    assert sent["name"] == "Northwind Studios migration"
    types = [a["value"] for _, a in page.tags if "selected" in a]
    assert "RIO_CRUISE_OTHER" in types
    data = {"customer": northwind.pk, "name": sent["name"], "type": "RIO_CRUISE_OTHER"}
    response = manages.post(action, {**data, "name": ""})
    assert response.status_code == 422
    [again] = [a for a in read(response).attributes("form", "action") if "next" in a]
    response = manages.post(again, data, follow=True)
    assert "New phase" in body(response)
    assert str(Project.objects.get().pk) in body(response)


def test_who_may_add_no_project_is_told_whom_to_ask(web, northwind) -> None:
    page = body(web.get(f"{GATHER}?customer={northwind.pk}"))
    assert "Ask a manager to add one." in page
    assert "Add project" not in page


def test_the_page_of_a_restore_offers_it_too(manages, northwind) -> None:
    restore = some_restore(northwind)
    url = restore.get_absolute_url()
    query = urlencode({"next": url})
    assert f"/projects/new/?{query}" in body(manages.get(url))
    create_project(customer=northwind, name="News", type="IOM_BUCKET")
    assert "Add a project for" not in body(manages.get(url))


def test_no_page_elsewhere_is_gone_back_to(manages, northwind) -> None:
    data = {"customer": northwind.pk, "name": "News", "type": "IOM_BUCKET"}
    add = reverse("projects:create")
    response = manages.post(f"{add}?next=https://elsewhere.example/", data)
    assert response.url == Project.objects.get().get_absolute_url()


def test_a_restore_leads_to_the_only_project_and_phase(
    northwind, project, phase
) -> None:
    rio, restore = some_restore(northwind, kind="rio"), some_restore(northwind)
    assert gather_restored(rio) == f"{GATHER}?customer={northwind.pk}"
    assert gather_restored(restore) == f"{GATHER}?phase={phase.pk}"
    create_project(customer=northwind, name="Older", type="IOM_BUCKET")
    assert gather_restored(restore) == f"{GATHER}?customer={northwind.pk}"
