"""Which database server a customer's restores go to, chosen on the customer's page."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from customers.models import Customer
from jobs.models import JobState
from restore.assigning import assign_server, unassign_server
from restore.models import DatabaseServer, ServerAssignment
from tests.tracker.reading import body, error_on_top, read
from tracker.models import User

from .builders import some_database, some_restore

pytestmark = pytest.mark.django_db


@pytest.fixture
def web(client_of: Callable[[User], Client], manager: User) -> Client:
    return client_of(manager)


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch, northwind: Customer) -> DatabaseServer:
    """Another server than the one that all customers have."""
    monkeypatch.setenv("LANDING_DATABASE_URL_2", "postgresql://nowhere/x")
    DatabaseServer.of(northwind)
    return DatabaseServer.objects.create(
        name="second", address_variable="LANDING_DATABASE_URL_2"
    )


def address(customer: Customer) -> str:
    return reverse("restore:server", args=[customer.pk])


def test_a_manager_chooses_the_server(
    client_of: Callable[[User], Client], operator: User, web: Client,
    northwind: Customer, second: DatabaseServer,
) -> None:  # fmt: skip
    page = web.get(northwind.get_absolute_url())
    assert address(northwind) in read(page).attributes("a", "href")
    seen = client_of(operator).get(northwind.get_absolute_url())
    assert "Database server" in body(seen)
    assert address(northwind) not in read(seen).attributes("a", "href")
    response = web.post(address(northwind), {"server": second.pk})
    assert response.url == northwind.get_absolute_url()
    assert DatabaseServer.of(northwind) == second
    assert some_restore(northwind).server == second
    web.post(address(northwind), {"server": DatabaseServer.default().pk})
    assert ServerAssignment.objects.get().server == DatabaseServer.default()


def test_with_one_server_there_is_nothing_to_choose(
    web: Client, northwind: Customer
) -> None:
    page = web.get(northwind.get_absolute_url())
    assert address(northwind) not in read(page).attributes("a", "href")


@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.WAITING])
def test_not_while_a_restore_is_under_way(
    web: Client, northwind: Customer, second: DatabaseServer, state: JobState
) -> None:
    some_restore(northwind, state=state)
    refusal = error_on_top(web.post(address(northwind), {"server": second.pk}))
    assert "Wait for its end, or stop it" in refusal


def test_not_while_a_database_is_in_use_elsewhere(
    web: Client, northwind: Customer, harbour: Customer, second: DatabaseServer
) -> None:
    database = some_database(some_restore(northwind))
    refusal = error_on_top(web.post(address(northwind), {"server": second.pk}))
    assert f"{database} is in use on landing. Delete that database first." in refusal
    assign_server(customer=northwind, server=DatabaseServer.default())  # the same
    moved = assign_server(customer=harbour, server=second)
    some_database(some_restore(harbour))
    with pytest.raises(ValidationError, match="in use on second"):
        unassign_server(assignment=moved)


def test_not_to_a_server_whose_address_nobody_knows(
    web: Client, northwind: Customer, second: DatabaseServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.delenv("LANDING_DATABASE_URL_2")
    page = body(web.post(address(northwind), {"server": second.pk}))
    assert "set LANDING_DATABASE_URL_2" in page
    assert DatabaseServer.of(northwind) == DatabaseServer.default()
