"""What other apps do with a restore: taking stock before it serves, and afterwards."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import transaction

from customers.models import Customer
from files.errors import Refused
from jobs.models import JobState
from jobs.services import request_cancel
from restore.engine import CREATE_INVENTORY, stages
from restore.landing.reading import connect_reader, read
from restore.models import Restore, RestoredDatabase
from restore.recording import stock
from restore.recording.stock import Stock, TakeStock

from .conftest import Samples
from .harness import Served, left_of, restore

pytestmark = pytest.mark.django_db(transaction=True)
Register = Callable[[TakeStock], None]


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Register:
    def takes(function: TakeStock) -> None:
        monkeypatch.setattr(stock, "_takers", [function])

    stock.stock_taker()  # those who register have done so, and will not do it again
    monkeypatch.setattr(stock, "_takers", [])
    monkeypatch.setattr(stock, "_after_restore", [])
    return takes


def count(*, server: Any, database: str, suffix: str, **more: Any) -> Stock:
    """As the customer's reader, before anything is served."""
    query = "SELECT count(*), current_user FROM ds3.bucket"
    [(buckets, reader)] = read(server, database, suffix, query)
    return {"buckets": int(buckets or 0), "by": reader, "database": database}


def test_it_is_taken_by_the_reader_before_it_serves(
    register: Register, customer: Customer, blackpearl: Samples
) -> None:
    register(count)
    done = restore(customer, blackpearl("dump"))
    told = done.result["inventory"]
    assert told["buckets"] == blackpearl.rows["ds3.bucket"]
    assert told["by"] == f"read_{customer.database_suffix}"
    assert told["database"] == f"stg_{done.job_id.hex}"
    assert done.job.result["inventory"] == told
    names = list(done.job.stages.values_list("name", flat=True))
    assert names.index(CREATE_INVENTORY) == names.index("Verify") + 1


def test_without_anybody_who_does_it_there_is_no_such_stage(
    register: Register, customer: Customer, blackpearl: Samples
) -> None:
    assert CREATE_INVENTORY not in stages()
    done = restore(customer, blackpearl("dump"))
    assert "inventory" not in done.result
    assert not done.job.stages.filter(name=CREATE_INVENTORY).exists()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Refused("old", "It is too old to be counted."), "too old to be counted"),
        (KeyError("ds3.bucket"), "Give your administrator the reference"),
        (
            psycopg.errors.QueryCanceled("canceling"),
            "Give your administrator the reference",
        ),
    ],
)
def test_what_can_not_be_counted_is_served_all_the_same(
    register: Register,
    customer: Customer,
    blackpearl: Samples,
    error: Exception,
    sentence: str,
) -> None:
    def fail(**given: Any) -> Stock:
        raise error

    register(fail)
    done = restore(customer, blackpearl("dump"))
    assert done.job.state == JobState.DONE
    assert done.result["inventory"] is None
    assert sentence in done.result["inventory_error"]
    assert "KeyError" not in done.result["inventory_error"]
    assert done.job.lines.filter(level="warning", text__contains=sentence).exists()


def test_a_connection_that_breaks_is_the_trouble_of_the_restore(
    register: Register, customer: Customer, blackpearl: Samples
) -> None:
    def fail(**given: Any) -> Stock:
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    register(fail)
    failed = restore(customer, blackpearl("dump"))
    assert (failed.job.state, failed.job.error_code) == ("failed", "server_gone")
    assert left_of(failed.job_id) == []


def test_cancelling_ends_its_queries(
    register: Register, customer: Customer, blackpearl: Samples
) -> None:
    def sleep(*, run: Any, server: Any, database: str, suffix: str, **more: Any) -> Any:
        request_cancel(job=run.job, by=None)
        with connect_reader(server, database, suffix) as session:
            session.execute("SELECT pg_sleep(50)")
        pytest.fail("the query went on")

    register(sleep)
    cancelled = restore(customer, blackpearl("dump"))
    assert cancelled.job.state == JobState.CANCELLED
    assert left_of(cancelled.job_id) == []
    assert not RestoredDatabase.objects.exists()


def test_what_follows_is_told_with_what_is_recorded(
    register: Register,
    customer: Customer,
    blackpearl: Samples,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[Restore, bool]] = []

    def follow(restore: Restore) -> None:
        assert transaction.get_connection().in_atomic_block
        there = RestoredDatabase.objects.filter(restore=restore).exists()
        seen.append((restore, there))

    def break_it(restore: Restore) -> None:
        Restore.objects.filter(pk=restore.pk).update(database="changed")
        raise KeyError("a bug")

    monkeypatch.setattr(stock, "_after_restore", [break_it, follow])
    register(count)
    done = restore(customer, blackpearl("dump"))
    assert seen == [(done, True)]
    assert seen[0][0].result["inventory"]["buckets"]
    assert done.database == Served(customer).name
    assert done.job.state == JobState.DONE


def test_its_folder_is_there_and_then_gone(
    register: Register, customer: Customer, blackpearl: Samples
) -> None:
    places: list[Path] = []

    def spill(*, run: Any, **given: Any) -> Stock | None:
        run.expect(10, "rows")
        run.tick(10)
        places.append(run.folder())
        (run.folder() / "spill").write_text("much")
        return None

    register(spill)
    done = restore(customer, blackpearl("dump"))
    assert done.result["inventory"] is None
    assert "inventory_error" not in done.result
    assert not places[0].exists()
    stage = done.job.stages.get(name=CREATE_INVENTORY)
    assert (stage.done, stage.total, stage.unit) == (10, 10, "rows")
