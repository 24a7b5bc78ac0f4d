"""What a refused name tells people who do not see all customers: nothing of others."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from customers import services
from customers.models import Customer
from customers.services import (
    NOT_USABLE,
    create_customer,
    delete_customer,
    update_customer,
)
from tests.admin.conftest import errors, form_values, url
from tests.admin.test_hierarchy import NO_ROWS
from tests.customers.test_customer_services import DUPLICATE
from tests.tracker.reading import body, error_at

ADD = reverse("customers:create")
# The name, in another case, and names whose databases would be named alike.
TAKEN = ["Harbour Television", " harbour TELEVISION ", "Harbour-Television!"]


@pytest.fixture
def web(client_of, manager, harbour):
    return client_of(manager)


def edit(web, customer, **values):
    page = reverse("customers:edit", args=[customer.pk])
    version = str(web.get(page).context["form"]["version"].value())
    return web.post(page, {"version": version, **values})


@pytest.mark.parametrize("name", TAKEN)
def test_adding_tells_no_reason(web, name):
    response = web.post(ADD, {"name": name})
    assert error_at(response, "name") == NOT_USABLE
    assert "harbour_television" not in body(response)
    assert Customer.objects.count() == 2


@pytest.mark.parametrize("name", TAKEN)
def test_renaming_neither(web, northwind, name):
    assert error_at(edit(web, northwind, name=name), "name") == NOT_USABLE
    northwind.refresh_from_db()
    assert northwind.name == "Northwind Studios"


@pytest.mark.parametrize("name", TAKEN)
def test_nor_does_the_admin(client_of, manager, northwind, harbour, name):
    manager.is_staff = True
    manager.save()
    client = client_of(manager)
    values = {"name": name, "active": "on", **NO_ROWS}
    added = client.post(url("customers_customer", "add"), values)
    assert errors(added)["name"] == [NOT_USABLE]
    page = url("customers_customer", "change", northwind.pk)
    values = {**form_values(client.get(page)), "name": name}
    assert errors(client.post(page, values))["name"] == [NOT_USABLE]


def test_an_inactive_one_is_no_different(web, harbour):
    update_customer(customer=harbour, active=False)
    assert error_at(web.post(ADD, {"name": TAKEN[0]}), "name") == NOT_USABLE


def test_nor_one_that_was_called_so_before(web, harbour):
    """Its databases keep their names, and no hash is to tell that they exist."""
    update_customer(customer=harbour, name="Pier Film")
    assert error_at(web.post(ADD, {"name": TAKEN[0]}), "name") == NOT_USABLE
    assert error_at(web.post(ADD, {"name": "Pier Film"}), "name") == NOT_USABLE


def test_the_databases_of_a_new_customer_tell_nothing(web):
    web.post(ADD, {"name": "Harbour Radio"})
    assert Customer.objects.get(name="Harbour Radio").database_suffix == "harbour_radio"


def test_nor_that_someone_was_quicker(manager, monkeypatch):
    """The rival comes after the first look."""

    def late(customer):
        monkeypatch.undo()
        create_customer(name="Harbour Television")
        return insert(customer)

    insert = services._insert
    monkeypatch.setattr(services, "_insert", late)
    with pytest.raises(ValidationError) as refused:
        create_customer(name="harbour television", created_by=manager)
    assert refused.value.message_dict == {"name": [NOT_USABLE]}


def test_of_what_one_sees_one_is_told(web):
    response = web.post(ADD, {"name": "NORTHWIND studios"})
    assert error_at(response, "name") == DUPLICATE
    web.post(ADD, {"name": "Northwind-Studios"})
    alike = Customer.objects.get(name="Northwind-Studios")
    assert alike.database_suffix.startswith("northwind_studios_")


def test_who_sees_all_is_told(client_of, administrator, harbour):
    web = client_of(administrator)
    assert error_at(web.post(ADD, {"name": TAKEN[0]}), "name") == DUPLICATE
    web.post(ADD, {"name": TAKEN[2]})
    assert Customer.objects.filter(name=TAKEN[2]).exists()


def test_the_name_of_a_deleted_one_is_free(web, harbour):
    delete_customer(customer=harbour)
    assert web.post(ADD, {"name": TAKEN[0]}).status_code == 302


@pytest.mark.parametrize("name", ["", "   ", "a\0b", "x" * 300])
def test_a_bad_name_has_its_own_sentence(manager, northwind, name):
    with pytest.raises(ValidationError) as refused:
        update_customer(customer=northwind, name=name, changed_by=manager)
    assert NOT_USABLE not in refused.value.messages
