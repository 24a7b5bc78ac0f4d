"""CSV of a list: what is shown, exactly, and harmless in a spreadsheet."""

import csv

import pytest
from django.urls import reverse

from customers.models import Customer
from phases.services.phases import create_phase
from projects.services import create_project
from tests.tracker.reading import body

pytestmark = pytest.mark.slow

CUSTOMERS, PROJECTS, PHASES = (
    reverse(f"{app}:list") for app in ("customers", "projects", "phases")
)


@pytest.fixture
def web(client_of, viewer):
    return client_of(viewer)


def table(web, url: str, **query) -> list[dict[str, str]]:
    response = web.get(url, {**query, "format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(body(response).splitlines()))


def test_a_phase_is_a_line(web, measurement):
    [row] = table(web, PHASES)
    assert row["Name"] == "Pilot"
    assert row["Customer"] == "Northwind Studios"
    assert row["Status"] == "Active"
    assert row["Objects"] == "0.6"
    assert row["Last measured"] == "2026-01-19"


def test_unknown_is_an_empty_cell(web, phase):
    [row] = table(web, PHASES)
    assert row["Objects"] == ""
    assert row["Target date"] == ""
    assert row["Last measured"] == ""


def test_an_empty_place_is_an_empty_cell(web, project):
    create_phase(project=project, name="A")
    [row] = table(web, PHASES, columns="source")
    assert row["Source"] == ""


def test_filters_and_columns_apply(web, phase):
    create_phase(project=phase.project, name="Paused one", status="paused")
    [row] = table(web, PHASES, status="paused", columns="status")
    assert row == {"Name": "Paused one", "Status": "Paused"}


def test_sorting_applies(web, phase):
    create_phase(project=phase.project, name="Zulu")
    rows = table(web, PHASES, sort="-name")
    assert [row["Name"] for row in rows] == ["Zulu", "Pilot"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_formulas_are_disarmed(web, northwind, start):
    Customer.objects.filter(pk=northwind.pk).update(name=f"{start}1+1")
    [row] = table(web, CUSTOMERS)
    assert row["Name"] == f"'{start}1+1"


def test_nothing_in_it_is_markup(web, northwind):
    create_project(customer=northwind, name="<b>&amp;", type="IOM_BUCKET")
    assert table(web, PROJECTS)[0]["Name"] == "<b>&amp;"


def test_others_rows_are_not_in_it(web, northwind, harbour):
    assert [row["Name"] for row in table(web, CUSTOMERS)] == ["Northwind Studios"]


def test_all_pages_are_in_it(web, northwind):
    for n in range(60):
        create_project(customer=northwind, name=f"P{n:02}", type="IOM_BUCKET")
    assert len(table(web, PROJECTS)) == 60


def test_times_are_exact(web, northwind):
    [row] = table(web, CUSTOMERS, columns="created_at")
    assert row["Created"] == northwind.created_at.isoformat(timespec="seconds")
