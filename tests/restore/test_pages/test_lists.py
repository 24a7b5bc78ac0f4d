"""The history of restores, the databases there are, and what the disks hold."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.appliances import Appliance
from customers.models import Customer
from jobs.models import JobState
from restore.models import DatabaseServer, PlaceReport
from restore.services import note_read
from tests.tracker.reading import body, names, read
from tracker.history import events
from tracker.models import User

from .builders import SHA, some_database, some_restore

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
HISTORY, DATABASES, DISK = "/restore/history/", "/restore/databases/", "/restore/disk/"


@pytest.fixture
def web(client_of: Callable[[User], Client], operator: User) -> Client:
    return client_of(operator)


def found(client: Client, url: str) -> int:
    response = client.get(url)
    assert response.status_code == 200
    return len(response.context["page"].rows)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("q=NW.DUMP", 2),
        ("q=northwind", 2),
        (f"q={SHA[:12]}", 2),
        ("q=nobody", 0),
        ("state=done", 1),
        ("state=active", 1),
        ("state=waiting", 1),
        ("state=nonsense", 2),
        ("kind=rio", 0),
        ("since=2199-01-01", 0),
        ("since=2020-01-01", 2),
        ("sort=-customer", 2),
        ("sort=dated", 2),
        ("sort=state", 2),
        ("sort=requested_by", 2),
        ("columns=sha256&columns=database", 2),
    ],
)
def test_the_history(web: Client, northwind: Customer, query: str, count: int) -> None:
    some_restore(northwind)
    some_restore(northwind, state=JobState.WAITING)
    assert found(web, f"{HISTORY}?{query}") == count


def test_the_newest_is_first_and_those_of_others_are_not_there(
    web: Client, northwind: Customer, harbour: Customer
) -> None:
    some_restore(northwind, name="first.dump")
    some_restore(northwind, name="second.dump")
    some_restore(harbour, name="theirs.dump")
    listed = names(web.get(HISTORY))
    assert [name.rpartition(" ")[2] for name in listed] == ["second.dump", "first.dump"]


def test_the_history_as_csv(web: Client, northwind: Customer) -> None:
    some_restore(northwind, name="=cmd()", state=JobState.FAILED)
    header, row = body(web.get(f"{HISTORY}?format=csv")).splitlines()
    assert header.startswith("Backup,State,Customer")
    assert row.startswith("'=cmd(),Failed,Northwind Studios,BlackPearl,2026-01-12")
    assert row.endswith("It is cut off.")


def test_empty_lists_say_what_to_do(
    client_of: Callable[[User], Client], web: Client, viewer: User
) -> None:
    for url in (HISTORY, DATABASES):
        assert "/restore/" in read(web.get(url)).attributes("a", "href")
        assert "Restore a backup" in body(web.get(url))
        assert "Restore a backup" not in body(client_of(viewer).get(url))


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 1),
        ("there=dropped", 1),
        ("there=all", 2),
        ("there=nonsense", 1),
        ("q=tapesystem", 0),
        ("q=rio_db", 1),
        ("q=northwind&there=all", 2),
        ("kind=blackpearl&there=all", 1),
        ("sort=-size", 1),
        ("sort=server", 1),
    ],
)
def test_the_databases(
    web: Client, northwind: Customer, query: str, count: int
) -> None:
    some_database(some_restore(northwind), dropped_at=timezone.now())
    some_database(some_restore(northwind, kind=Appliance.RIO))
    assert found(web, f"{DATABASES}?{query}") == count


def test_nobody_sees_the_databases_of_others(web: Client, harbour: Customer) -> None:
    some_database(some_restore(harbour))
    assert found(web, f"{DATABASES}?there=all") == 0


def test_when_it_was_last_read(web: Client, northwind: Customer) -> None:
    database = some_database(some_restore(northwind))
    known = events(type(database)).count()
    url = database.get_absolute_url()
    assert "unknown" in body(web.get(url))
    note_read(database=database)
    assert "unknown" not in read(web.get(url)).texts[".facts"]
    assert events(type(database)).count() == known  # no business of the history


def test_a_page_costs_the_same_however_much_there_is(
    web: Client, northwind: Customer
) -> None:
    def grow(count: int) -> None:
        for number in range(count):
            restore = some_restore(northwind, sha256=f"{number:064x}")
            some_database(restore, dropped_at=timezone.now())

    def questions() -> list[int]:
        counts = []
        for url in (HISTORY, f"{DATABASES}?there=all", "/restore/",
                    f"{HISTORY}?format=csv", northwind.get_absolute_url()):  # fmt: skip
            with CaptureQueriesContext(connection) as asked:
                body(web.get(url))
            counts.append(len(asked))
        return counts

    web.get("/")
    grow(2)
    before = questions()
    grow(6)
    assert questions() == before


def test_what_the_disks_hold(web: Client, northwind: Customer) -> None:
    assert "check on Health" in body(web.get(DISK))
    server = DatabaseServer.of(northwind)
    known = {"reported_at": timezone.now(), "count": 1}
    PlaceReport.objects.create(
        place="Work folder", host="worker-1", held=4_500_000, free=10**9, **known
    )
    PlaceReport.objects.create(
        place=str(server.pk), server=server, problem="This server does not respond.",
        reported_at=timezone.now() - timedelta(hours=1),
    )  # fmt: skip
    told = read(web.get(DISK)).texts[".table"]
    assert "4.5 MB" in told
    assert "1 file" in told
    assert "This server does not respond." in told
    assert "unknown" in told


def test_the_page_of_a_customer_shows_what_was_restored(
    client_of: Callable[[User], Client], web: Client, viewer: User, northwind: Customer
) -> None:
    url = northwind.get_absolute_url()
    assert f"/restore/?customer={northwind.pk}" in body(web.get(url))
    assert "/restore/?customer" not in body(client_of(viewer).get(url))
    database = some_database(some_restore(northwind))
    some_restore(northwind, state=JobState.RUNNING)
    links = read(web.get(url)).attributes("a", "href")
    assert database.get_absolute_url() in links
    assert database.restore.get_absolute_url() in links


def test_home_shows_what_has_not_ended(
    web: Client, northwind: Customer, harbour: Customer
) -> None:
    assert "Running jobs" not in body(web.get("/"))
    some_restore(harbour, state=JobState.RUNNING)
    assert "Running jobs" not in body(web.get("/"))
    some_restore(northwind, state=JobState.RUNNING)
    asks = some_restore(northwind, state=JobState.WAITING)
    page = read(web.get("/"))
    assert page.texts[".attention"].split()[:2] == ["Question", "nw.dump.zst"]
    assert asks.get_absolute_url() in page.attributes("a", "href")
