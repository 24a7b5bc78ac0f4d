"""What the lists of customers and of projects show of phases and of backups."""

import csv
from datetime import date, timedelta

import pytest
from django.urls import reverse

from customers.services import create_customer
from phases.models import ProjectForecast
from phases.services.phases import create_phase
from projects.services import create_project, update_project
from tests.phases.conftest import TODAY
from tests.phases.states import phase_in
from tests.restore.test_pages.builders import some_database, some_restore
from tests.tracker.reading import body, read

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("noon")]
LISTS = {name: reverse(f"{name}:list") for name in ("customers", "projects")}


@pytest.fixture
def web(client_of, viewer):
    return client_of(viewer)


@pytest.fixture
def web_of_all(client_of, administrator):
    return client_of(administrator)


def cells(web, name: str, **query) -> list[dict[str, str]]:
    """Of each row, what its columns hold."""
    table = web.get(LISTS[name], query).context["table"]
    names = [column.name for column in table.columns]
    return [
        dict(zip(names, (str(cell) for _, cell in row), strict=True))
        for row in table.body()
    ]


@pytest.mark.parametrize("name", LISTS)
def test_progress_of_all_phases_together(web, project, name):
    phase_in("healthy", project)  # 63 of 100 TB
    phase_in("overdue", project)  # 90 of 100 TB
    [row] = cells(web, name)
    assert "76.5%" in row["progress"]


@pytest.mark.parametrize("name", LISTS)
def test_what_is_unknown_is_not_zero(web, project, name):
    create_phase(project=project, name="New")
    [row] = cells(web, name)
    assert "not measured yet" in row["progress"]
    assert "%" not in row["progress"]
    assert "No forecast" in row["end"]
    assert "–" in row["last_backup"]


@pytest.mark.parametrize(("days", "said"), [(-3, "3 days late"), (1, "1 day early")])
@pytest.mark.parametrize("name", LISTS)
def test_the_likely_end_against_the_target(web, project, name, days, said):
    phase_in("healthy", project)
    likely = ProjectForecast.objects.get(project=project).p50
    update_project(project=project, target_date=likely + timedelta(days=days))
    [row] = cells(web, name)
    assert said in row["end"]
    assert likely.isoformat() in row["end"]
    assert "or later" not in row["end"]


def test_a_customer_ends_with_its_last_project(web, project, northwind):
    phase_in("healthy", project)
    other = create_project(customer=northwind, name="Other", type="IOM_BUCKET")
    create_phase(project=other, name="New")
    likely = ProjectForecast.objects.get(project=project).p50
    [row] = cells(web, "customers")
    assert likely.isoformat() in row["end"]
    assert "or later" in row["end"]


@pytest.mark.parametrize("name", LISTS)
def test_attention_leads_to_the_phases_that_need_it(web, project, name):
    phase_in("healthy", project)
    phase_in("stalled", project)
    phase_in("overdue", project)
    [row] = cells(web, name)
    assert ">2</a>" in row["attention"]
    links = read(web.get(LISTS[name])).attributes("a", "href")
    [link] = [link for link in links if "attention=true" in link]
    assert len(web.get(link).context["page"].rows) == 2


@pytest.mark.parametrize("name", LISTS)
def test_the_last_backup(web_of_all, project, northwind, name):
    database = some_database(some_restore(northwind))
    database.dated = date(2026, 1, 19)
    database.save()
    other = create_customer(name="Lakeside")
    create_project(customer=other, name="Sport", type="IOM_BUCKET")
    days = [row["last_backup"] for row in cells(web_of_all, name)]
    assert ["2026-01-19" in day for day in days].count(True) == 1


@pytest.mark.parametrize("name", LISTS)
def test_as_csv(web, project, name):
    phase_in("stalled", project)
    lines = body(web.get(LISTS[name], {"format": "csv"})).splitlines()
    [row] = csv.DictReader(lines)
    assert row["Attention"] == "1"
    assert row["Progress"] == "30.0% of objects, 30.0% of bytes"
    assert row["Likely end"] == "No forecast"


def test_inactive_projects_count_for_no_customer(web, project):
    phase_in("stalled", project)
    update_project(project=project, active=False)
    [row] = cells(web, "customers")
    assert row["attention"] == "0"
    assert "not measured yet" in row["progress"]
    assert TODAY.isoformat() not in row["end"]
