"""Pages ask the database the same number of questions, however much there is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notes.services import add_note
from phases.models import MigrationData, Phase
from phases.services.forecasts import renew
from phases.services.measurements import delete_measurement
from phases.services.templates import save_template
from tests.tracker.builders import (
    DAY,
    figures,
    some_customers,
    some_measurements,
    some_phases,
    some_projects,
)
from tests.tracker.reading import body

pytestmark = pytest.mark.slow

LISTS = [reverse(f"{app}:list") for app in ("customers", "projects", "phases")]
PAGES = ["/", reverse("search") + "?q=a", *LISTS, reverse("phases:templates")]
PAGES += [f"{url}?format=csv" for url in LISTS]


def questions(client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
        body(response)
    assert response.status_code == 200, url
    return len(queries)


def measure(phases) -> None:
    phases = list(phases)
    MigrationData.objects.bulk_create(
        [MigrationData(phase=phase, timestamp=DAY, **figures()) for phase in phases],
        batch_size=2000,
    )
    renew(phase.pk for phase in phases)


def more_phases(project, count: int):
    return Phase.objects.bulk_create(
        Phase(project=project, name=f"More {n}", type="IOM_BUCKET")
        for n in range(count)
    )


def grow(customer, count: int) -> None:
    """More of everything that a page could show."""
    projects = some_projects(customer, count)
    for project in projects[:3]:
        measure(some_phases(project, count))
        save_template(project=project, name=f"From {project}")


@pytest.fixture
def web(client_of, administrator):
    client = client_of(administrator)
    client.get("/")  # what is asked once for a process is not counted
    return client


def test_lists_home_and_search(web, northwind):
    few, many = some_customers(2)
    grow(few, 5)
    before = {url: questions(web, url) for url in PAGES}
    grow(many, 15)
    assert {url: questions(web, url) for url in PAGES} == before


@pytest.mark.parametrize("person", ["viewer", "manager"])
def test_for_those_who_see_some_customers(request, client_of, northwind, person):
    client = client_of(request.getfixturevalue(person))
    client.get("/")
    grow(northwind, 5)
    before = [questions(client, url) for url in PAGES]
    measure(more_phases(northwind.projects.first(), 30))
    assert [questions(client, url) for url in PAGES] == before


def test_a_phase_with_10_and_with_40_measurements(web, phase, operator):
    some_measurements(phase, 11)
    delete_measurement(measurement=phase.measurements.first())
    add_note(subject=phase, text="One", author=operator)
    before = questions(web, phase.get_absolute_url())
    phase.measurements.all().delete()
    some_measurements(phase, 40)
    for n in range(5):
        add_note(subject=phase, text=f"Note {n}", author=operator)
    assert questions(web, phase.get_absolute_url()) == before


def test_a_project_with_10_and_with_40_phases(web, project):
    measure(some_phases(project, 10))
    before = questions(web, project.get_absolute_url())
    measure(more_phases(project, 30))
    assert questions(web, project.get_absolute_url()) == before


def test_a_customer_with_10_and_with_40_projects(web, northwind):
    few = some_projects(northwind, 10)
    some_phases(few[0], 1)
    before = questions(web, northwind.get_absolute_url())
    grow(some_customers(1)[0], 3)
    for project in few[1:5]:
        some_phases(project, 3)
    assert questions(web, northwind.get_absolute_url()) == before


@pytest.mark.parametrize("name", ["edit", "measurement_add", "duplicate"])
def test_a_form_with_few_and_many_projects_to_choose_from(web, phase, northwind, name):
    url = reverse(f"phases:{name}", args=[phase.pk])
    before = questions(web, url)
    some_projects(northwind, 20)
    assert questions(web, url) == before


def test_1_000_phases_cost_as_many_questions_as_10(web, project):
    measure(some_phases(project, 10))
    urls = ["/", *LISTS, f"{LISTS[2]}?sort=-target_date", f"{LISTS[2]}?q=part"]
    before = [questions(web, url) for url in urls]
    Phase.objects.bulk_create(
        [
            Phase(project=project, name=f"Many {n:04}", type="IOM_BUCKET")
            for n in range(1_000)
        ],
        batch_size=2000,
    )
    measure(Phase.objects.filter(name__startswith="Many"))
    assert [questions(web, url) for url in urls] == before
