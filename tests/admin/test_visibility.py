"""Only staff comes in, and sees its own customers only."""

from urllib.parse import parse_qsl

import pytest
from django.urls import reverse

from customers.models import Customer
from phases.models import ProjectTemplate
from phases.services.phases import create_phase
from projects.models import Project
from projects.services import create_project
from tests.admin.conftest import errors, form_values, url
from tests.fixtures.people import PASSWORD
from tracker.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs(harbour):
    project = create_project(customer=harbour, name="Theirs", type="IOM_BUCKET")
    return create_phase(project=project, name="Their phase")


def test_strangers_are_sent_to_the_products_login(client):
    for page in ("/admin/", "/admin/login/", url("customers_customer")):
        response = client.get(page, follow=True)
        assert response.request["PATH_INFO"] == reverse("account_login")


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example/"])
def test_they_are_led_nowhere_else_by_it(client, administrator, next_page):
    page = client.get("/admin/login/", {"next": next_page}, follow=True)
    values = {"login": administrator.username, "password": PASSWORD}
    values["next"] = dict(parse_qsl(page.request["QUERY_STRING"]))["next"]
    after = client.post(reverse("account_login"), values, follow=True)
    assert after.request["PATH_INFO"] == "/admin/"


def test_a_user_without_staff_rights_is_refused_after_it(client, manager):
    page = client.get("/admin/customers/customer/", follow=True)
    values = {"login": manager.username, "password": PASSWORD}
    values["next"] = dict(parse_qsl(page.request["QUERY_STRING"]))["next"]
    assert client.post(reverse("account_login"), values, follow=True).status_code == 403


def test_passwords_are_changed_where_attempts_are_counted(admin):
    answer = admin.get(reverse("admin:password_change"))
    assert answer.url == reverse("account_change_password")


def test_who_is_no_staff_does_not_come_in(client_of, manager):
    response = client_of(manager).get("/admin/", follow=True)
    assert response.status_code == 403


def test_a_manager_lists_own_customers_only(client_of, staff_manager, phase, theirs):
    client = client_of(staff_manager)
    for model, count in (
        ("customers_customer", 1),
        ("projects_project", 1),
        ("phases_phase", 1),
    ):
        response = client.get(url(model))
        assert response.context["cl"].result_count == count
        assert "Their" not in response.content.decode()
        assert "Harbour" not in response.content.decode()


def test_what_others_have_is_not_found(client_of, staff_manager, theirs):
    client = client_of(staff_manager)
    for model, row in (
        ("customers_customer", theirs.project.customer),
        ("projects_project", theirs.project),
        ("phases_phase", theirs),
    ):
        for page in ("change", "delete", "history"):
            assert client.get(url(model, page, row.pk)).status_code == 404
            assert client.post(url(model, page, row.pk), {}).status_code == 404


def autocomplete(client, model, field):
    app, name = model.split("_")
    query = {"app_label": app, "model_name": name, "field_name": field, "term": "t"}
    results = client.get(reverse("admin:autocomplete"), query).json()["results"]
    return [result["text"] for result in results]


def test_pickers_offer_own_only(client_of, staff_manager, phase, theirs):
    client = client_of(staff_manager)
    assert autocomplete(client, "projects_project", "customer") == ["Northwind Studios"]
    assert autocomplete(client, "phases_migrationdata", "phase") == [
        "Northwind Studios — News archive — Pilot"
    ]


def test_a_picker_takes_own_only(client_of, staff_manager, harbour):
    values = {"customer": harbour.pk, "name": "Mine now", "type": "IOM_BUCKET"}
    response = client_of(staff_manager).post(url("projects_project", "add"), values)
    assert "valid choice" in errors(response)["customer"][0]
    assert not Project.objects.exists()


def test_own_new_customer_can_be_seen(client_of, staff_manager):
    none = {"accesses-TOTAL_FORMS": 0, "accesses-INITIAL_FORMS": 0}
    client = client_of(staff_manager)
    client.post(url("customers_customer", "add"), {"name": "Fernweh", **none})
    assert Customer.objects.for_user(staff_manager).filter(name="Fernweh").exists()


def test_a_viewer_reads_and_no_more(client_of, staff_viewer, project):
    client = client_of(staff_viewer)
    page = url("projects_project", "change", project.pk)
    assert "News archive" in client.get(page).content.decode()
    assert client.post(page, {"name": "x"}).status_code == 403
    assert client.get(url("projects_project", "add")).status_code == 403
    assert client.get(url("projects_project", "delete", project.pk)).status_code == 403
    assert client.get(url("customers_customerevent")).status_code == 403


def test_shared_templates_are_changed_by_who_sees_all(
    client_of, staff_manager, chief, template
):
    page = url("phases_projecttemplate", "change", template.pk)
    assert client_of(staff_manager).get(page).status_code == 200
    assert client_of(staff_manager).post(page, {}).status_code == 403
    values = form_values(client_of(chief).get(page))
    response = client_of(chief).post(page, {**values, "phases-0-name": "Verify"})
    assert response.status_code == 302
    assert template.phases.get().name == "Verify"


def test_a_template_of_ones_own_names_the_customer(client_of, staff_manager):
    none = {"phases-TOTAL_FORMS": 0, "phases-INITIAL_FORMS": 0}
    values = {"name": "Mine", "type": "IOM_BUCKET", **none}
    page = url("phases_projecttemplate", "add")
    response = client_of(staff_manager).post(page, values)
    assert errors(response)["customer"]
    assert not ProjectTemplate.objects.filter(name="Mine").exists()


def test_a_manager_sees_the_users_of_own_customers(
    client_of, staff_manager, viewer, outsider
):
    client = client_of(staff_manager)
    listed = client.get(url("tracker_user")).content.decode()
    assert "viewer" in listed
    assert "outsider" not in listed
    page = url("tracker_user", "change", viewer.pk)
    assert client.get(page).status_code == 200
    assert client.post(page, {"username": "x"}).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[viewer.pk])
    assert client.get(password).status_code == 403


def test_a_manager_of_all_changes_nobody_here(client_of, chief, viewer):
    page = url("tracker_user", "change", viewer.pk)
    assert client_of(chief).get(page).status_code == 200
    assert client_of(chief).post(page, {"first_name": "x"}).status_code == 403


def test_an_administrator_makes_another_and_changes_no_role(admin, viewer):
    page = url("tracker_user", "change", viewer.pk)
    values = form_values(admin.get(page))
    values |= {"is_superuser": "on", "groups": [], "sees_all_customers": "on"}
    assert admin.post(page, values).status_code == 302
    viewer = User.objects.get(pk=viewer.pk)
    assert viewer.is_superuser
    assert viewer.groups.count() == 1
    assert not viewer.sees_all_customers


def test_an_administrator_stays_one(admin, administrator):
    page = url("tracker_user", "change", administrator.pk)
    fields = admin.get(page).context["adminform"].form.fields
    assert not {"is_superuser", "is_staff", "is_active"} & set(fields)
    assert admin.get(url("tracker_user", "delete", administrator.pk)).status_code == 403


def test_users_are_invited_and_not_added_here(admin):
    assert admin.get(url("tracker_user", "add")).status_code == 403
