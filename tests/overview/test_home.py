"""Home: true totals of what is active and visible, and the next step."""

import pytest
from django.urls import reverse

from phases.services.phases import create_phase
from projects.services import create_project
from tests.fixtures.people import make_user
from tests.tracker.reading import read

pytestmark = pytest.mark.slow


def totals(response) -> tuple[int, ...]:
    keys = ("customer_count", "project_count", "phase_count", "planned_count")
    return tuple(response.context[key] for key in keys)


def test_totals_are_of_what_is_active(client_of, viewer, phase):
    create_phase(project=phase.project, name="Later", status="planned")
    create_phase(project=phase.project, name="Done", status="completed")
    assert totals(client_of(viewer).get("/")) == (1, 1, 1, 1)


def test_a_phase_leads_to_its_project_and_customer(client_of, viewer, phase):
    links = read(client_of(viewer).get("/")).attributes("a", "href")
    rows = (phase, phase.project, phase.project.customer)
    assert {row.get_absolute_url() for row in rows} <= set(links)


def test_totals_leave_out_what_is_inactive_above(client_of, viewer, phase):
    create_phase(project=phase.project, name="Later", status="planned")
    phase.project.active = False
    phase.project.save()
    assert totals(client_of(viewer).get("/")) == (1, 0, 0, 0)


def test_totals_leave_out_what_is_somebody_elses(client_of, viewer, phase, harbour):
    theirs = create_project(customer=harbour, name="Weather", type="IOM_BUCKET")
    create_phase(project=theirs, name="Theirs")
    response = client_of(viewer).get("/")
    assert totals(response) == (1, 1, 1, 0)
    assert "Theirs" not in read(response).texts["#main"]


def test_a_new_installation_says_where_to_start(client_of, administrator):
    response = client_of(administrator).get("/")
    assert reverse("customers:create") in read(response).attributes("a", "href")


def test_who_sees_no_customer_is_told_whom_to_ask(client_of, db):
    nobody = make_user("nobody", "viewer")
    html = read(client_of(nobody).get("/"))
    assert "Ask an administrator" in html.texts[".empty"]


@pytest.mark.parametrize("person", ["manager", "operator"])
def test_the_next_step_is_one_that_the_role_may_take(
    request, client_of, project, person
):
    response = client_of(request.getfixturevalue(person)).get("/")
    assert reverse("phases:create") in read(response).attributes("a", "href")
