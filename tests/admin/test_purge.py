import pytest
from django.test import Client
from django.urls import reverse

from customers.models import Customer
from notes.models import Note
from notes.services import add_note
from phases.models import MigrationData, Phase
from phases.services.purge import customer_contents, purge_customer, purge_project
from projects.models import Project
from projects.services import create_project
from tests.admin.conftest import url
from tests.fixtures.people import PASSWORD, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def admin(admin):
    return confirmed(admin)


def confirmed(client):
    """After the password was given again."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_the_password_comes_before_it(client_of, administrator, full):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = client_of(administrator).cookies
    browser.get(url("customers_customer"))
    token = browser.cookies["csrftoken"].value
    named = {"purge": "yes", "name": "Northwind Studios", "csrfmiddlewaretoken": token}
    asked = purge(browser, full, **named)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert Customer.objects.filter(pk=full.pk).exists()
    page = browser.get(asked.url).content.decode()
    assert "delete Northwind Studios permanently" in page
    given = {"password": PASSWORD, "csrfmiddlewaretoken": token}
    browser.post(asked.url, given)
    assert not Customer.objects.filter(pk=full.pk).exists()


@pytest.fixture
def full(northwind, measurement, operator):
    """Northwind, with a project, a phase, a measurement and a note."""
    add_note(subject=measurement.phase, text="Started.", author=operator)
    return northwind


def purge(client, row, model="customers_customer", **more):
    action = "purge_customers" if model == "customers_customer" else "purge_projects"
    values = {"action": action, "_selected_action": [row.pk], **more}
    return client.post(url(model), values)


def test_the_page_names_what_goes(admin, full):
    page = purge(admin, full, index=0).content.decode()
    assert "Delete Northwind Studios permanently?" in page
    assert "measurements: 1" in page
    assert Customer.objects.filter(pk=full.pk).exists()


def test_a_wrong_name_purges_nothing(admin, full):
    response = purge(admin, full, purge="Delete permanently", name="northwind")
    assert response.status_code == 422
    assert "The name does not match." in response.content.decode()
    assert MigrationData.objects.exists()


def test_with_the_name_everything_goes(admin, full, harbour):
    response = purge(admin, full, purge="Delete permanently", name="Northwind Studios")
    assert response.status_code == 302
    assert list(Customer.objects.all()) == [harbour]
    for model in (Project, Phase, Note, MigrationData):
        assert not model.objects.exists()
    assert Customer.pgh_event_model.objects.filter(pgh_label="delete").exists()


def test_a_project_is_purged_by_its_customers_name(admin, full, project):
    other = create_project(customer=full, name="Sports", type="IOM_BUCKET")
    purge(admin, project, "projects_project", purge="yes", name="Northwind Studios")
    assert list(Project.objects.all()) == [other]


def test_one_at_a_time(admin, full, harbour):
    ticked = {"action": "purge_customers", "_selected_action": [full.pk, harbour.pk]}
    named = {"purge": "yes", "name": "Northwind Studios"}
    response = admin.post(url("customers_customer"), {**ticked, **named}, follow=True)
    assert "Select only one row to delete permanently." in response.content.decode()
    assert Customer.objects.count() == 2


def test_a_manager_may_an_operator_may_not(client_of, staff_manager, full):
    clerk = make_user("clerk", "operator", customer=full, is_staff=True)
    named = {"purge": "yes", "name": "Northwind Studios"}
    page = client_of(clerk).get(url("customers_customer")).content.decode()
    assert "Delete permanently" not in page
    purge(confirmed(client_of(clerk)), full, **named)
    assert Customer.objects.filter(pk=full.pk).exists()
    purge(confirmed(client_of(staff_manager)), full, **named)
    assert not Customer.objects.filter(pk=full.pk).exists()


def test_others_customers_are_not_purged(client_of, staff_manager, harbour):
    purge(
        confirmed(client_of(staff_manager)),
        harbour,
        purge="yes",
        name="Harbour Television",
    )
    assert Customer.objects.filter(pk=harbour.pk).exists()


def test_the_services_say_what_went(full, project):
    contents = customer_contents(full)
    assert (contents.projects, contents.phases, contents.measurements) == (1, 1, 1)
    assert purge_project(project=project).counts["notes"] == 1
    assert purge_customer(customer=full).projects == 0
