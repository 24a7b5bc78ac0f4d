"""What is served while something is restored: the old one, then the new one."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from itertools import pairwise, permutations
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from customers.models import Customer
from jobs.execute import execute
from jobs.models import Job, JobState
from jobs.services import request_cancel
from restore.landing.names import old_name, parse_name, reader_role
from restore.landing.readers import crossings
from restore.landing.reading import connect_reader
from restore.landing.server import Session
from restore.models import Restore, RestoredDatabase
from restore.recording.sweep import sweep
from restore.services import drop_restored_database

from .conftest import OBJECTS, Samples
from .harness import (
    Served,
    ask,
    databases,
    identity,
    landing,
    left_of,
    reader_exists,
    restore,
)

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = "SELECT count(*) FROM ds3.s3_object"
OLD, NEW = str(OBJECTS), str(OBJECTS + 100)


class Watcher:
    """Somebody who reads all the time, by sessions of their own."""

    def __init__(self, customer: Customer) -> None:
        self.customer = customer
        self.seen: list[tuple[float, str]] = []
        self.other: list[str] = []

    def look(self) -> None:
        name, suffix = Served(self.customer).name, self.customer.database_suffix
        try:
            with connect_reader(landing(), name, suffix) as session:
                while True:
                    row = session.execute(COUNT).fetchone()
                    session.rollback()
                    self.seen.append((time.monotonic(), str(row and row[0])))
        except psycopg.OperationalError as ended:
            self.other.append(str(ended))

    @property
    def counts(self) -> list[str]:
        """As they followed one another."""
        every = [count for _, count in self.seen]
        return [c for n, c in enumerate(every) if n == 0 or every[n - 1] != c]

    @property
    def longest_pause(self) -> float:
        moments = [moment for moment, _ in self.seen]
        return max(b - a for a, b in pairwise(moments))


@contextmanager
def watching(customer: Customer) -> Iterator[Watcher]:
    watcher, over = Watcher(customer), threading.Event()

    def watch() -> None:
        while not over.is_set():
            watcher.look()

    # The session inside `look` ends when the database is dropped or renamed, or here.
    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    wait_for(lambda: watcher.seen)
    try:
        yield watcher
        wait_for(lambda: watcher.seen[-1][0] > time.monotonic() - 0.5)
    finally:
        over.set()
        end_sessions(customer)
        thread.join(20)


def end_sessions(customer: Customer) -> None:
    query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s"
    with landing().connect() as session:
        session.execute(query, [reader_role(customer.database_suffix)])


def wait_for(true: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@pytest.mark.slow
def test_who_reads_sees_old_or_new_and_never_neither(
    customer: Customer, blackpearl: Samples, another: Samples
) -> None:
    restore(customer, blackpearl("dump"))
    with watching(customer) as watcher:
        done = restore(customer, another("dump"))
        wait_for(lambda: watcher.seen[-1][1] == NEW)
    assert done.job.state == JobState.DONE
    assert watcher.counts == [OLD, NEW]
    assert watcher.longest_pause < 1
    assert len(watcher.seen) > 20


@pytest.mark.slow
@pytest.mark.parametrize("end", ["cut", "wrong kind"])
def test_a_failing_restore_is_not_noticed(
    end: str,
    customer: Customer,
    blackpearl: Samples,
    rio: Samples,
    tmp_path: Path,
) -> None:
    restore(customer, blackpearl("dump"))
    before = identity(customer)
    cut = tmp_path / "cut.dump"
    cut.write_bytes(blackpearl("dump").read_bytes()[:-5000])
    with watching(customer) as watcher:
        failed = restore(customer, cut if end == "cut" else rio("dump"))
        seen = len(watcher.seen)
        wait_for(lambda: len(watcher.seen) > seen)
    assert failed.job.state == JobState.FAILED
    assert watcher.counts == [OLD]
    assert identity(customer) == before
    assert left_of(failed.job_id) == []


STAGES = ["Identify", "Plan", "Load", "Index", "Verify", "Switch over"]
STEPS = ["begun", "handed_over", "role_dropped"]


def assert_unchanged(ended: Restore, before: tuple[object, ...] | None) -> None:
    """The old database stays, and nothing beside it."""
    customer = ended.customer
    assert identity(customer) == before
    assert left_of(ended.job_id) == []
    assert databases(customer) == [Served(customer).name]
    assert Served(customer).read(COUNT) == [(OLD,)]
    assert RestoredDatabase.objects.filter(dropped_at=None).count() == 1


def test_what_breaks_anywhere_leaves_the_old_one(
    customer: Customer,
    blackpearl: Samples,
    another: Samples,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """50. A full disk, say."""
    restore(customer, blackpearl("dump"))
    before = identity(customer)
    for stage in STAGES:
        monkeypatch.setenv("FAILPOINT", f"job.stage.{stage}:enospc")
        failed = restore(customer, another("dump"))
        assert failed.job.state in (JobState.FAILED, JobState.ERRORED)
        assert failed.job.stage == stage
        assert_unchanged(failed, before)
    for step in STEPS:
        monkeypatch.setenv("FAILPOINT", f"restore.publish.{step}:raise")
        failed = restore(customer, another("dump"))
        assert failed.job.state == JobState.ERRORED
        assert_unchanged(failed, before)
    monkeypatch.delenv("FAILPOINT")
    assert restore(customer, another("dump")).job.state == JobState.DONE
    assert Served(customer).read(COUNT) == [(NEW,)]


def test_a_cancel_in_any_stage_leaves_the_old_one(
    customer: Customer,
    blackpearl: Samples,
    another: Samples,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """50. In the last one only until the switch begins."""

    def cancel(at: str, name: str) -> None:
        if name == f"job.stage.{at}":
            job = Job.objects.get(state=JobState.RUNNING)
            request_cancel(job=job, by=None)

    restore(customer, blackpearl("dump"))
    before = identity(customer)
    for stage in STAGES:
        with monkeypatch.context() as patched:
            patched.setattr("jobs.run.failpoint", partial(cancel, stage))
            cancelled = restore(customer, another("dump"))
        assert cancelled.job.state == JobState.CANCELLED
        assert_unchanged(cancelled, before)


def test_what_breaks_after_the_switch_is_told_by_the_sweep(
    customer: Customer,
    blackpearl: Samples,
    another: Samples,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The new one serves although the job broke: the rows have to say so."""
    restore(customer, blackpearl("dump"))
    with monkeypatch.context() as broken:
        broken.setenv("FAILPOINT", "restore.publish.switched:raise")
        broke = restore(customer, another("dump"))
    assert Served(customer).read(COUNT) == [(NEW,)]
    name = Served(customer).name
    if broke.job.state != JobState.DONE:
        assert f"{name} serves" in sweep()
    database = RestoredDatabase.objects.get(customer=customer, dropped_at=None)
    assert database.restore == broke
    assert left_of(broke.job_id) == []
    assert name not in sweep()


def test_two_at_once_for_one_customer(
    customer: Customer, blackpearl: Samples, another: Samples
) -> None:
    """50. The second waits for its turn."""
    first, second = (ask(customer, s("dump")) for s in (blackpearl, another))
    order: list[str] = []

    def do(asked: Restore) -> None:
        while Job.objects.get(pk=asked.job_id).is_active:
            order.append(execute(asked.job_id))
            time.sleep(0.05)
        connection.close()

    threads = [threading.Thread(target=do, args=[asked]) for asked in (second, first)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    states = Job.objects.filter(restore__in=[first, second]).values_list("state")
    assert [state for (state,) in states] == [JobState.DONE, JobState.DONE]
    assert order.count("done") == 2
    assert RestoredDatabase.objects.filter(dropped_at=None).count() == 1
    alive = RestoredDatabase.objects.get(dropped_at=None)
    expected = {first.pk: OLD, second.pk: NEW}[alive.restore_id]
    assert Served(customer).read(COUNT) == [(expected,)]


class TestBetweenCustomers:
    @pytest.fixture
    def three(
        self, make_customer: Callable[..., Customer], blackpearl: Samples
    ) -> list[Customer]:
        customers = [make_customer() for _ in range(3)]
        for customer in customers:
            assert restore(customer, blackpearl("dump")).job.state == JobState.DONE
        return customers

    def test_nobody_reaches_another_s(self, three: list[Customer]) -> None:
        """Every pair, by really trying."""
        for one, other in permutations(three, 2):
            with (
                pytest.raises(psycopg.OperationalError, match="permission denied"),
                connect_reader(landing(), Served(other).name, one.database_suffix),
            ):
                pass
        for home in ("postgres", "template1", landing().home):
            with (
                pytest.raises(psycopg.OperationalError, match="permission denied"),
                connect_reader(landing(), home, three[0].database_suffix),
            ):
                pass
        assert [each for each in crossings(landing()) if reader_of(each, three)] == []


def reader_of(pair: tuple[str, str], customers: list[Customer]) -> bool:
    return pair[0] in [reader_role(c.database_suffix) for c in customers]


WRITES = [
    "INSERT INTO ds3.bucket SELECT * FROM ds3.bucket",
    "UPDATE ds3.bucket SET name = 'x'",
    "DELETE FROM ds3.bucket",
    "TRUNCATE ds3.bucket",
    "DROP TABLE ds3.bucket",
    "CREATE TABLE ds3.mine (a integer)",
    "CREATE TABLE public.mine (a integer)",
    "CREATE TEMPORARY TABLE mine (a integer)",
    "CREATE SCHEMA mine",
    "COPY ds3.bucket TO PROGRAM 'id'",
    "SELECT pg_read_file('/etc/passwd')",
    "SET ROLE landing_admin",
    "SET ROLE restored_owner",
]


def test_the_reader_only_reads(customer: Customer, blackpearl: Samples) -> None:
    """Also when the session is told that it may write."""
    restore(customer, blackpearl("dump"))
    name, suffix = Served(customer).name, customer.database_suffix
    with connect_reader(landing(), name, suffix) as session:
        session.read_only = False
        session.autocommit = True
        assert session.execute(COUNT).fetchone() == (OBJECTS,)
        session.execute("SET default_transaction_read_only = off")
        for statement in WRITES:
            assert refusal(session, statement) == "42501", statement


def refusal(session: Session, statement: str) -> str | None:
    try:
        session.execute(statement.encode())
    except psycopg.Error as refused:
        return refused.sqlstate
    return ""


class TestTheOldOne:
    @pytest.fixture
    def twice(
        self, customer: Customer, blackpearl: Samples, another: Samples
    ) -> Restore:
        restore(customer, blackpearl("dump"))
        return restore(customer, another("dump"))

    def test_it_is_kept_for_a_while(
        self, customer: Customer, twice: Restore, settings
    ) -> None:
        name = Served(customer).name
        kept = old_name(name, twice.job_id)
        found = parse_name(kept)
        assert found
        assert found.is_of(twice.job_id)
        first, second = RestoredDatabase.objects.order_by("restored_at")
        assert first.dropped_at == second.restored_at
        assert second.dropped_at is None
        assert timezone.now() - second.restored_at < timedelta(minutes=1)

        sweep()
        assert databases(customer) == [name, kept]

        settings.RESTORE_KEEP_OLD_HOURS = 0
        assert kept in sweep()
        assert databases(customer) == [name]
        assert Served(customer).read(COUNT) == [(NEW,)]
        assert kept not in sweep()

    def test_dropping_takes_both(self, customer: Customer, twice: Restore) -> None:
        database = RestoredDatabase.objects.get(dropped_at=None)
        drop_restored_database(database=database)
        assert databases(customer) == []
        assert not reader_exists(customer)
        database.refresh_from_db()
        assert database.dropped_at
