"""After a crash anywhere, which names exist tells what has to be done."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from restore.landing.names import Sort
from restore.landing.reading import read
from restore.landing.recovery import Found, Keep, drop_old, drop_restored, recover_job
from restore.landing.remains import drop_remain, left_behind
from restore.landing.server import Server
from restore.landing.staging import Staging, create_staging

from .conftest import Customer, publish
from .test_publish import Make, make, serve, served

pytestmark = pytest.mark.slow

__all__ = ["make"]  # a fixture
STEPS = ["begun", "handed over", "role dropped", "switched"]


class CrashError(BaseException):
    """Like kill -9: nobody catches it."""


def crash_at(step: str, staging: Staging, customer: Customer) -> None:
    def stop(reached: str) -> None:
        if reached == step:
            raise CrashError

    with pytest.raises(CrashError):
        publish(
            staging,
            live=customer.live,
            suffix=customer.suffix,
            tables=[("public", "what")],
            step=stop,
        )


def remains_of(server: Server, job_id: UUID) -> list[str]:
    return [
        remain.name
        for remain in left_behind(server)
        if remain.made_for.is_of(job_id) and remain.made_for.sort is not Sort.OLD
    ]


def has_reader(customer: Customer) -> bool:
    with customer.server.connect() as session:
        query = "SELECT FROM pg_roles WHERE rolname = %s"
        return session.execute(query, [customer.reader]).rowcount == 1


@pytest.mark.parametrize("first", [True, False], ids=["first", "again"])
@pytest.mark.parametrize("step", STEPS)
def test_a_crash_in_publishing(
    make: Make, customer: Customer, step: str, first: bool
) -> None:
    if not first:
        serve(make("old"), customer)
    staging = make("new")
    crash_at(step, staging, customer)

    recovered = recover_job(customer.server, staging.job_id)

    if step == "switched":
        assert recovered.found is Found.PUBLISHED
        assert recovered.database == customer.live
        assert served(customer) == "new"
    else:
        assert recovered.found is Found.STAGING
        assert customer.databases() == ([] if first else [customer.live])
        assert first or served(customer) == "old"
    assert remains_of(customer.server, staging.job_id) == []
    assert has_reader(customer) == (step == "switched" or not first)
    again = recover_job(customer.server, staging.job_id)
    assert again.found is (Found.PUBLISHED if step == "switched" else Found.NOTHING)


def test_a_crash_between_the_two_renames(
    make: Make, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(make("old"), customer)
    staging = make("new")
    from restore.landing import publish as module

    real = module._rename_one

    def second_fails(home: psycopg.Connection, name: str, to: str) -> None:
        if to == customer.live:
            raise CrashError
        real(home, name, to)

    monkeypatch.setattr(module, "_rename_one", second_fails)
    with pytest.raises(CrashError):
        serve(staging, customer)
    assert served(customer) == "old"
    assert recover_job(customer.server, staging.job_id).found is Found.STAGING


def test_one_that_was_replaced_since(make: Make, customer: Customer) -> None:
    first = make("one")
    serve(first, customer)
    published = serve(make("two"), customer)
    recovered = recover_job(customer.server, first.job_id)
    assert recovered.found is Found.REPLACED
    assert recovered.database == published.old


def test_everything_that_is_left_behind_is_found(make: Make) -> None:
    staging = make("one")
    found = {
        remain.name: remain
        for remain in left_behind(staging.server)
        if remain.made_for.is_of(staging.job_id)
    }
    assert set(found) == {staging.database, staging.role}
    for remain in found.values():
        drop_remain(staging.server, remain)
        drop_remain(staging.server, remain)
    assert remains_of(staging.server, staging.job_id) == []


def half_drop(session: psycopg.Connection, name: str) -> None:
    """What an interrupted DROP DATABASE leaves."""
    query = "UPDATE pg_database SET datconnlimit = -2 WHERE datname = %s"
    session.execute(query, [name])


def an_hour_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


def test_a_half_dropped_staging_database(
    make: Make, superuser: Callable[[str], psycopg.Connection]
) -> None:
    staging = make("one")
    half_drop(superuser("postgres"), staging.database)
    [remain] = [
        remain
        for remain in left_behind(staging.server)
        if remain.name == staging.database
    ]
    assert remain.half_dropped
    assert recover_job(staging.server, staging.job_id).found is Found.STAGING
    assert remains_of(staging.server, staging.job_id) == []
    create_staging(staging.server, staging.job_id)


def test_old_ones_go_after_a_while(make: Make, customer: Customer) -> None:
    serve(make("one"), customer)
    old = serve(make("two"), customer).old
    assert old not in drop_old(customer.server, Keep(an_hour_ago()))
    assert customer.databases() == [customer.live, old]
    assert old in drop_old(customer.server, Keep(datetime.now(UTC)))
    assert customer.databases() == [customer.live]
    assert served(customer) == "two"


def test_of_many_only_the_latest_is_kept(make: Make, customer: Customer) -> None:
    """However often a customer's backup is restored within a day."""
    serve(make("one"), customer)
    first = serve(make("two"), customer).old
    second = serve(make("three"), customer).old
    assert first in drop_old(customer.server, Keep(an_hour_ago(), count=1))
    assert customer.databases() == [customer.live, second]


def test_none_is_kept_beyond_the_bytes_for_all(make: Make, customer: Customer) -> None:
    serve(make("one"), customer)
    old = serve(make("two"), customer).old
    assert old not in drop_old(customer.server, Keep(an_hour_ago(), size=10**12))
    assert old in drop_old(customer.server, Keep(an_hour_ago(), size=1_000_000))


def test_a_half_dropped_old_one_goes_at_once(
    make: Make, customer: Customer, superuser: Callable[[str], psycopg.Connection]
) -> None:
    serve(make("one"), customer)
    old = serve(make("two"), customer).old
    half_drop(superuser("postgres"), old)
    assert old in drop_old(customer.server, Keep(an_hour_ago()))


def test_an_old_one_in_use_waits(
    make: Make, customer: Customer, superuser: Callable[[str], psycopg.Connection]
) -> None:
    serve(make("one"), customer)
    old = serve(make("two"), customer).old
    superuser(old)
    assert old not in drop_old(customer.server, Keep(datetime.now(UTC)))
    assert old in customer.databases()


def test_dropping_what_was_restored_takes_all_of_it(
    make: Make, customer: Customer, neighbour: Customer
) -> None:
    serve(make("theirs"), neighbour)
    serve(make("one"), customer)
    old = serve(make("two"), customer).old

    dropped = drop_restored(customer.server, customer.live, suffix=customer.suffix)

    assert dropped == [customer.live, old]
    assert customer.databases() == []
    assert not has_reader(customer)
    assert served(neighbour) == "theirs"
    again = drop_restored(customer.server, customer.live, suffix=customer.suffix)
    assert again == []


def test_the_reader_stays_for_the_other_appliance(
    make: Make, customer: Customer
) -> None:
    serve(make("one"), customer)
    rio = f"rio_db_{customer.suffix}"
    publish(make("two"), live=rio, suffix=customer.suffix, tables=[("public", "what")])
    drop_restored(customer.server, customer.live, suffix=customer.suffix)
    assert read(
        customer.server, rio, customer.suffix, "SELECT content FROM public.what"
    ) == [("two",)]


@pytest.mark.parametrize("name", ["landing", "postgres", "template1"])
def test_nothing_else_is_dropped(server: Server, name: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        drop_restored(server, name)
