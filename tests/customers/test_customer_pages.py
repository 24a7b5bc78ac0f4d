"""The pages of customers, with HTMX and without JavaScript."""

import pytest
from django.urls import reverse

from customers.models import Customer
from projects.services import create_project
from tests.tracker.reading import HTMX, body, error_at, error_on_top, read, toast
from tracker.services import CONFLICT

ADD = reverse("customers:create")
BAD_NAMES = ["", "   ", "x" * 300, "a\0b", "a\nb", "NORTHWIND studios"]
ODD_NAMES = ["🎬 Films", "<script>alert(1)</script>", 'O\'Neil "Q"', "=HYPERLINK(1)"]


@pytest.fixture
def web(client_of, manager):
    return client_of(manager)


def edit(customer) -> str:
    return reverse("customers:edit", args=[customer.pk])


def delete(customer) -> str:
    return reverse("customers:delete", args=[customer.pk])


def version(web, url: str) -> str:
    return str(web.get(url).context["form"]["version"].value())


def test_a_name_is_enough(web):
    response = web.post(ADD, {"name": "Lakeside Pictures"})
    made = Customer.objects.get(name="Lakeside Pictures")
    assert response.status_code == 302
    assert response.url == made.get_absolute_url()
    assert "Customer Lakeside Pictures added." in toast(web.get(response.url))


def test_with_htmx_it_leads_on_to_the_new_page(web):
    response = web.post(ADD, {"name": "Lakeside Pictures"}, headers=HTMX)
    made = Customer.objects.get(name="Lakeside Pictures")
    assert response.status_code == 200
    assert response["HX-Redirect"] == made.get_absolute_url()


def test_with_htmx_a_form_comes_without_the_page_around_it(web):
    assert "<html" in body(web.get(ADD))
    part = web.get(ADD, headers=HTMX)
    assert "<html" not in body(part)
    assert "id_name" in body(part)


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_bad_name_is_refused_by_its_field(web, name, headers):
    response = web.post(ADD, {"name": name}, headers=headers)
    assert error_at(response, "name")
    assert Customer.objects.count() == 1


def test_a_form_without_anything_in_it_is_refused(web):
    assert error_at(web.post(ADD), "name") == "This field is required."


def test_what_was_typed_is_still_there(web):
    response = web.post(ADD, {"name": "northwind STUDIOS"})
    assert "northwind STUDIOS" in read(response).attributes("input", "value")


@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_odd_name_is_shown_as_it_is_and_runs_nowhere(web, name):
    url = web.post(ADD, {"name": name}).url
    for address in (
        url,
        reverse("customers:list"),
        edit(Customer.objects.get(name=name)),
    ):
        html = body(web.get(address))
        assert "<script>alert" not in html
        assert name in read(web.get(address)).texts[".frame"]


def test_a_rename_keeps_the_databases(web, northwind):
    url = edit(northwind)
    data = {"name": "Southwind Films", "version": version(web, url)}
    assert web.post(url, data).status_code == 302
    html = body(web.get(northwind.get_absolute_url()))
    assert "Southwind Films" in html
    assert "tapesystem_northwind_studios" in html


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_of_two_who_rename_the_second_is_told_and_nothing_changes(
    web, northwind, headers
):
    url = edit(northwind)
    seen = version(web, url)
    web.post(url, {"name": "First", "version": seen})
    second = web.post(url, {"name": "Second", "version": seen}, headers=headers)
    assert error_on_top(second) == CONFLICT
    assert Customer.objects.get().name == "First"


@pytest.mark.parametrize("seen", ["", "yesterday", "2026-01-05T10:00:00"])
def test_a_form_without_its_version_is_refused(web, northwind, seen):
    response = web.post(edit(northwind), {"name": "Other", "version": seen})
    assert response.status_code == 422
    northwind.refresh_from_db()
    assert northwind.name == "Northwind Studios"


def test_deleting_asks_first(web, northwind):
    assert web.get(delete(northwind)).status_code == 200
    assert Customer.objects.exists()


def test_an_empty_customer_is_deleted(web, northwind):
    response = web.post(delete(northwind))
    assert response.url == reverse("customers:list")
    assert not Customer.objects.exists()


def test_one_with_projects_is_not_and_the_page_says_why(web, project):
    response = web.post(delete(project.customer))
    assert "has projects" in toast(web.get(response.url))
    assert Customer.objects.exists()


def test_the_page_shows_its_projects_and_no_others(web, northwind, harbour, project):
    create_project(customer=harbour, name="Weather", type="IOM_BUCKET")
    html = body(web.get(northwind.get_absolute_url()))
    assert "News archive" in html
    assert "Weather" not in html


def test_deactivation_from_the_page_leads_back_to_it(web, northwind):
    here = northwind.get_absolute_url()
    data = {"row": northwind.pk, "next": here}
    response = web.post(reverse("customers:deactivate"), data)
    assert response.url == here
    assert read(web.get(here)).texts[".badge"].strip() == "Inactive"


def test_a_viewer_is_offered_nothing_to_change(client_of, viewer, northwind):
    viewer_page = client_of(viewer).get(northwind.get_absolute_url())
    links = read(viewer_page).attributes("a", "href")
    assert edit(northwind) not in links
    assert delete(northwind) not in links
    assert not any("/new/" in link for link in links)
