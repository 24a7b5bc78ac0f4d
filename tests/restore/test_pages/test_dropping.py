"""Dropping a restored database: who may, what is asked, and what is done."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import Customer
from jobs.models import Job, JobState
from restore.models import RestoredDatabase
from tests.fixtures.people import PASSWORD
from tests.tracker.reading import HTMX, body, read, toast
from tracker.models import User

from .builders import some_database, some_restore

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def database(northwind: Customer) -> RestoredDatabase:
    return some_database(some_restore(northwind))


def drop_url(database: RestoredDatabase) -> str:
    return reverse("restore:database_drop", args=[database.pk])


@pytest.fixture
def web(client_of: Callable[[User], Client], manager: User) -> Client:
    """A manager who just gave the password once more."""
    client = client_of(manager)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_an_operator_may_not(
    client_of: Callable[[User], Client], operator: User, database: RestoredDatabase
) -> None:
    client = client_of(operator)
    page = client.get(database.get_absolute_url())
    assert drop_url(database) not in body(page)
    assert client.get(drop_url(database)).status_code == 403
    assert client.post(drop_url(database)).status_code == 403
    assert not Job.objects.filter(kind="drop_database").exists()


@pytest.mark.parametrize("verb", ["get", "post"])
def test_the_password_is_asked_once_more(
    client_of: Callable[[User], Client],
    manager: User,
    database: RestoredDatabase,
    verb: str,
) -> None:
    client = client_of(manager)
    response = getattr(client, verb)(drop_url(database))
    assert response.url.startswith(reverse("account_reauthenticate"))
    by_htmx = getattr(client, verb)(drop_url(database), headers=HTMX)
    assert by_htmx["HX-Redirect"].startswith(reverse("account_reauthenticate"))
    assert not Job.objects.filter(kind="drop_database").exists()
    after = client.post(response.url, {"password": PASSWORD})
    assert after.status_code == 302
    assert Job.objects.filter(kind="drop_database").exists() == (verb == "post")


@pytest.mark.parametrize(
    ("verb", "when"), [("get", "confirm before it happens"), ("post", "as soon as")]
)
def test_it_says_why_the_password_is_asked(
    client_of: Callable[[User], Client],
    manager: User,
    database: RestoredDatabase,
    verb: str,
    when: str,
) -> None:
    client = client_of(manager)
    told = read(getattr(client, verb)(drop_url(database), follow=True))
    text = told.texts[".card"]
    assert "delete tapesystem_northwind_studios, which was restored for North" in text
    assert when in text
    assert "Enter your password again" in text
    assert database.get_absolute_url() in told.attributes("a", "href")
    wrong = {"password": "x", "next": drop_url(database)}
    again = read(client.post(reverse("account_reauthenticate"), wrong))
    assert when in again.texts[".card"]
    assert "delete tape" not in body(client.get(reverse("account_reauthenticate")))


def test_it_says_what_goes(web: Client, database: RestoredDatabase) -> None:
    told = body(web.get(drop_url(database)))
    assert "Delete tapesystem_northwind_studios?" in told
    for part in ("Northwind Studios", "5.0 MB", "12 Jan 2026", "landing"):
        assert part in told


def test_confirmed_a_job_does_it(
    web: Client, manager: User, database: RestoredDatabase
) -> None:
    response = web.post(drop_url(database), follow=True)
    job = Job.objects.get(kind="drop_database")
    assert (job.requested_by, job.queue, job.state) == (manager, "quick", "queued")
    assert job.exclusive_key == database.restore.job.exclusive_key
    assert job.page == database.get_absolute_url()
    assert "is being deleted" in toast(response)
    assert "Waiting for a free worker." in body(response)
    database.refresh_from_db()
    assert database.dropped_at is None  # it says so when it is true


def test_what_is_gone_is_not_dropped_again(
    web: Client, database: RestoredDatabase
) -> None:
    database.dropped_at = database.restored_at
    database.save()
    assert "already been deleted" in toast(web.post(drop_url(database), follow=True))
    page = read(web.get(database.get_absolute_url()))
    assert drop_url(database) not in page.attributes("a", "href")


def test_a_drop_that_failed_is_told_on_its_page(
    web: Client, database: RestoredDatabase
) -> None:
    web.post(drop_url(database))
    job = Job.claim(Job.objects.get(kind="drop_database").pk, worker="one")
    job.fail("It is in use.", code="busy")
    told = read(web.get(database.get_absolute_url()))
    assert "It is in use." in told.texts[".notice"]
    assert JobState.FAILED.label in told.texts[".badge"]
