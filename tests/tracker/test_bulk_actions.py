"""Bulk actions touch the ticked rows that one may see, and nothing else."""

import pytest
from django.urls import reverse

from customers.models import Customer
from phases.services.phases import create_phase
from projects.services import create_project
from tests.tracker.builders import some_phases
from tests.tracker.reading import toast


def url(app: str, verb: str) -> str:
    return reverse(f"{app}:{verb}")


@pytest.fixture
def web(client_of, manager):
    return client_of(manager)


@pytest.fixture
def theirs(harbour):
    project = create_project(customer=harbour, name="Weather", type="IOM_BUCKET")
    return create_phase(project=project, name="Theirs")


def test_ticked_rows_are_deactivated_and_activated(web, northwind):
    web.post(url("customers", "deactivate"), {"row": northwind.pk})
    northwind.refresh_from_db()
    assert not northwind.active
    web.post(url("customers", "activate"), {"row": northwind.pk})
    northwind.refresh_from_db()
    assert northwind.active


def test_the_count_is_of_what_changed(web, project):
    other = create_project(
        customer=project.customer, name="Off", type="IOM_BUCKET", active=False
    )
    data = {"row": [project.pk, other.pk]}
    response = web.post(url("projects", "deactivate"), data)
    assert "1 project deactivated." in toast(web.get(response.url))


def test_phases_are_paused(web, phase):
    other = create_phase(project=phase.project, name="Second")
    web.post(url("phases", "deactivate"), {"row": [phase.pk, other.pk]})
    assert set(phase.project.phases.values_list("status", flat=True)) == {"paused"}


def test_somebody_elses_rows_stay_as_they_are(web, northwind, theirs):
    customer, project = theirs.project.customer, theirs.project
    data = {"row": [northwind.pk, customer.pk, project.pk, theirs.pk]}
    for app in ("customers", "projects", "phases"):
        web.post(url(app, "deactivate"), data)
    assert list(Customer.objects.filter(active=True)) == [customer]
    project.refresh_from_db()
    assert project.active
    theirs.refresh_from_db()
    assert theirs.status == "active"


@pytest.mark.parametrize("app", ["customers", "projects", "phases"])
@pytest.mark.parametrize("rows", [[], ["not-an-id"], ["\0"], [""], ["1", "2"]])
def test_rows_that_are_none_do_no_harm(web, phase, app, rows):
    response = web.post(url(app, "deactivate"), {"row": rows})
    assert response.status_code == 302
    assert "No " in toast(web.get(response.url))
    assert Customer.objects.get().active


def test_it_leads_back_to_the_list_as_it_was(web, northwind):
    here = f"{reverse('customers:list')}?q=north&sort=-name"
    data = {"row": northwind.pk, "next": here}
    assert web.post(url("customers", "deactivate"), data).url == here


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:1",
        "",
        "\thttps://evil.example",
        "http:///evil.example",
        "https:evil.example",
    ],
)
def test_it_leads_nowhere_else(web, northwind, elsewhere):
    data = {"row": northwind.pk, "next": elsewhere}
    response = web.post(url("customers", "deactivate"), data)
    assert response.url == reverse("customers:list")


def test_a_row_that_breaks_a_rule_stops_all_and_the_page_says_why(web, phase):
    some_phases(phase.project, 1, source="LTO7", target="LTO7")
    rows = list(phase.project.phases.values_list("pk", flat=True))
    response = web.post(url("phases", "deactivate"), {"row": rows})
    assert "same location" in toast(web.get(response.url))
    assert set(phase.project.phases.values_list("status", flat=True)) == {"active"}
