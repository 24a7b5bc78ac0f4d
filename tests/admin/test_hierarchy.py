"""Adding and changing customers, projects and phases: the pages' rules hold."""

import pytest

from customers.models import Customer, CustomerAccess
from customers.services import create_customer
from notes.models import Note
from phases.models import Phase
from projects.models import Project
from projects.services import create_project
from tests.admin.conftest import errors, form_values, url

pytestmark = pytest.mark.django_db

NO_ROWS = {
    "accesses-TOTAL_FORMS": 0,
    "accesses-INITIAL_FORMS": 0,
}
BAD_NAMES = ["", "   ", "x" * 300, "tab\tin it", "\u202eback"]
ODD_NAMES = ["Fern 🌿", "<script>alert(1)</script>", "'; DROP TABLE", "=1+1", "日本"]


def add_customer(client, name, **more):
    values = {"name": name, "active": "on", **NO_ROWS, **more}
    return client.post(url("customers_customer", "add"), values)


def add_phase(client, project, **more):
    values = {"project": project.pk, "name": "Pilot", "status": "active", **more}
    return client.post(url("phases_phase", "add"), values)


def change(client, model, row, **values):
    page = url(model, "change", row.pk)
    return client.post(page, {**form_values(client.get(page)), **values})


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_customer_gets_its_suffix_from_the_service(admin, name):
    assert add_customer(admin, name).status_code == 302
    customer = Customer.objects.get()
    assert customer.name == name
    assert customer.database_suffix
    assert admin.get(url("customers_customer")).status_code == 200


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_bad_name_has_its_sentence(admin, name):
    assert errors(add_customer(admin, name))["name"]
    assert not Customer.objects.exists()


def test_names_that_differ_in_case_are_one(admin, northwind):
    response = add_customer(admin, "NORTHWIND studios")
    assert errors(response)["name"] == [
        "A customer with this name already exists. Choose another name."
    ]
    assert Customer.objects.count() == 1


def test_a_customers_suffix_stays_when_it_is_renamed(admin, northwind):
    response = change(admin, "customers_customer", northwind, name="Northwind Films")
    assert response.status_code == 302
    northwind.refresh_from_db()
    assert northwind.name == "Northwind Films"
    assert northwind.database_suffix == "northwind_studios"


def test_deactivating_in_the_form_and_by_action(admin, northwind):
    page = url("customers_customer", "change", northwind.pk)
    values = form_values(admin.get(page))
    del values["active"]
    assert admin.post(page, values).status_code == 302
    northwind.refresh_from_db()
    assert not northwind.active
    ticked = {"action": "activate", "_selected_action": [northwind.pk], "index": 0}
    admin.post(url("customers_customer"), ticked)
    northwind.refresh_from_db()
    assert northwind.active


def test_access_is_only_shown_on_the_customers_page(admin, northwind, viewer, outsider):
    CustomerAccess.objects.get(user=viewer)
    page = url("customers_customer", "change", northwind.pk)
    assert "viewer" in admin.get(page).content.decode()
    one = {"accesses-TOTAL_FORMS": 2, "accesses-1-user": outsider.pk}
    change(admin, "customers_customer", northwind, **one)
    assert not northwind.accesses.filter(user=outsider).exists()


def test_a_project_needs_a_customer_and_a_known_type(admin, northwind):
    values = {"name": "Sports", "customer": "", "type": "TAPE"}
    response = admin.post(url("projects_project", "add"), values)
    assert set(errors(response)) == {"customer", "type"}
    assert not Project.objects.exists()


def test_a_project_stays_with_its_customer(admin, project, harbour):
    response = change(admin, "projects_project", project, customer=harbour.pk)
    assert response.status_code == 302
    project.refresh_from_db()
    assert project.customer.name == "Northwind Studios"


def test_a_phase_takes_its_type_from_the_project(admin, northwind):
    project = create_project(customer=northwind, name="Old", type="RIO_CRUISE_SGL")
    assert add_phase(admin, project, type="").status_code == 302
    assert Phase.objects.get().type == "RIO_CRUISE"


def test_buckets_are_lines(admin, project):
    add_phase(admin, project, buckets="b1\r\n b2 \r\n\r\n")
    assert Phase.objects.get().buckets == ["b1", " b2 "]


def test_source_and_target_differ(admin, project):
    response = add_phase(admin, project, source="LTO7", target="LTO7")
    assert errors(response)["target"] == [
        "Source and target are the same location. Choose a different one for either."
    ]
    assert not Phase.objects.exists()


def test_a_phase_stays_with_its_customer(admin, phase, harbour):
    other = create_project(customer=harbour, name="Theirs", type="IOM_BUCKET")
    response = change(admin, "phases_phase", phase, project=other.pk)
    [error] = errors(response)["project"]
    assert "A phase can't be moved to another customer" in error
    phase.refresh_from_db()
    assert phase.project.name == "News archive"


def test_a_phase_moves_within_its_customer(admin, phase, northwind):
    other = create_project(customer=northwind, name="Sports", type="IOM_BUCKET")
    response = change(admin, "phases_phase", phase, project=other.pk)
    assert response.status_code == 302
    phase.refresh_from_db()
    assert phase.project == other


def test_a_note_names_its_author(admin, phase, administrator):
    admin.post(url("notes_note", "add"), {"phase": phase.pk, "text": "Started."})
    assert Note.objects.get().author == administrator


def test_what_was_quicker_is_told_in_the_form(admin, monkeypatch):
    """The rival comes between the form's checks and the service's insert."""
    from customers.admin import customers

    def late(**values):
        create_customer(name=values["name"].upper())
        return create_customer(**values)

    monkeypatch.setattr(customers, "create_customer", late)
    response = add_customer(admin, "Fernweh Films")
    assert errors(response)["name"] == [
        "A customer with this name already exists. Choose another name."
    ]


@pytest.mark.parametrize(
    ("model", "row", "below"),
    [
        ("customers_customer", "northwind", "project"),
        ("projects_project", "project", "phase"),
        ("phases_phase", "phase", "measurement"),
    ],
)
def test_what_has_children_is_not_deleted(admin, request, model, row, below):
    row, child = request.getfixturevalue(row), request.getfixturevalue(below)
    page = url(model, "delete", row.pk)
    assert "protected related objects" in admin.get(page).content.decode()
    admin.post(page, {"post": "yes"})
    ticked = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    admin.post(url(model), ticked)
    assert type(row).objects.filter(pk=row.pk).exists()
    assert type(child).objects.filter(pk=child.pk).exists()


def test_what_has_none_is_deleted(admin, northwind):
    page = url("customers_customer", "delete", northwind.pk)
    assert admin.post(page, {"post": "yes"}).status_code == 302
    assert not Customer.objects.exists()


def test_a_child_that_came_in_between_is_told(admin, project, monkeypatch):
    from customers.admin.customers import CustomerAdmin

    empty = ([], {}, set(), [])
    monkeypatch.setattr(CustomerAdmin, "get_deleted_objects", lambda *_: empty)
    page = url("customers_customer", "delete", project.customer.pk)
    response = admin.post(page, {"post": "yes"}, follow=True)
    assert "it has projects. Deactivate the customer" in response.content.decode()
    assert Customer.objects.exists()
