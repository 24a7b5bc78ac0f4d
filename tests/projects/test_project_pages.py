"""The pages of projects, with HTMX and without JavaScript."""

import pytest
from django.urls import reverse

from projects.models import Project
from tests.tracker.reading import HTMX, body, error_at, error_on_top, read, toast
from tracker.services import CONFLICT

ADD = reverse("projects:create")
NOBODY = "00000000-0000-0000-0000-000000000001"


@pytest.fixture
def web(client_of, manager):
    return client_of(manager)


@pytest.fixture
def values(northwind):
    return {"customer": northwind.pk, "name": "Sport", "type": "RIO_CRUISE_SGL"}


def edit(project) -> str:
    return reverse("projects:edit", args=[project.pk])


def test_a_project_is_added(web, values):
    response = web.post(ADD, {**values, "target_date": "2027-03-01"})
    made = Project.objects.get()
    assert response.url == made.get_absolute_url()
    assert str(made.target_date) == "2027-03-01"


def test_with_htmx_it_leads_on_to_the_new_page(web, values):
    response = web.post(ADD, values, headers=HTMX)
    assert response["HX-Redirect"] == Project.objects.get().get_absolute_url()


def test_it_starts_with_the_customer_one_came_from(web, northwind):
    form = web.get(ADD, {"customer": northwind.pk}).context["form"]
    assert str(form["customer"].value()) == str(northwind.pk)


@pytest.mark.parametrize("customer", ["not-an-id", NOBODY, "\0"])
def test_an_odd_customer_in_the_address_does_no_harm(web, customer):
    assert web.get(ADD, {"customer": customer}).status_code == 200


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", " "),
        ("name", "x" * 300),
        ("name", "a\nb"),
        ("type", ""),
        ("type", "TAPE"),
        ("customer", ""),
        ("customer", "not-an-id"),
        ("customer", NOBODY),
        ("target_date", "2027-02-30"),
        ("target_date", "soon"),
    ],
)
def test_bad_input_is_refused_by_its_field(web, values, field, value, headers):
    response = web.post(ADD, {**values, field: value}, headers=headers)
    assert error_at(response, field)
    assert not Project.objects.exists()


def test_somebody_elses_customer_is_not_a_choice(web, values, harbour):
    response = web.post(ADD, {**values, "customer": harbour.pk})
    assert "valid choice" in error_at(response, "customer")
    assert "Harbour" not in body(response)


def test_an_inactive_customer_is_not_a_choice(web, values, northwind):
    northwind.active = False
    northwind.save()
    assert error_at(web.post(ADD, values), "customer")


def test_a_duplicate_in_another_case_is_refused_by_its_field(web, values, project):
    response = web.post(ADD, {**values, "name": "NEWS archive"})
    assert "already has a project with this name" in error_at(response, "name")


def test_of_two_who_edit_the_second_is_told_and_nothing_changes(web, project):
    version = str(web.get(edit(project)).context["form"]["version"].value())
    data = {"type": "IOM_BUCKET", "version": version}
    web.post(edit(project), {**data, "name": "First"})
    second = web.post(edit(project), {**data, "name": "Second"})
    assert error_on_top(second) == CONFLICT
    assert Project.objects.get().name == "First"


def test_a_project_keeps_its_customer_whatever_is_posted(web, project, harbour):
    version = str(web.get(edit(project)).context["form"]["version"].value())
    data = {"name": "N", "type": "IOM_BUCKET", "version": version}
    web.post(edit(project), {**data, "customer": harbour.pk})
    project.refresh_from_db()
    assert project.customer.name == "Northwind Studios"


def test_one_with_phases_is_not_deleted_and_the_page_says_why(web, phase):
    response = web.post(reverse("projects:delete", args=[phase.project.pk]))
    assert "has phases" in toast(web.get(response.url))


def test_an_empty_one_is_deleted(web, project):
    response = web.post(reverse("projects:delete", args=[project.pk]))
    assert response.url == reverse("projects:list")
    assert not Project.objects.exists()


def test_the_breadcrumbs_carry_the_hierarchy(web, project):
    links = read(web.get(project.get_absolute_url())).attributes("a", "href")
    assert project.customer.get_absolute_url() in links
