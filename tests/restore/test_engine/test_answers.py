"""Whole restores that are asked for on a page: what they ask, and the answers."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from customers.appliances import Appliance
from customers.models import Customer
from jobs.execute import execute
from jobs.models import JobState, Trigger
from restore.landing.server import exclusive
from restore.models import PlaceReport, Restore, RestoredDatabase
from restore.recording.places import report_places
from restore.services import (
    confirm_restore,
    database_name,
    drop_restored_database,
    request_drop,
    start_restore,
)
from tests.fixtures.jobs import states
from tests.fixtures.people import make_user
from tests.restore.test_landing.conftest import server, superuser  # noqa: F401
from tracker.models import User

from .conftest import Samples
from .harness import databases, identity, landing, left_of
from .harness import restore as by_command

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nobody_is_woken(settings) -> None:
    """Jobs are done here: a worker of other tests may not be quicker."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"


@pytest.fixture
def somebody(transactional_db: None) -> User:
    return make_user("somebody", "operator")


def on_a_page(customer: Customer, file: Path, dated: date | None = None) -> Restore:
    asked = start_restore(
        customer=customer,
        kind=Appliance.BLACKPEARL,
        path=str(file),
        name=file.name,
        dated=dated,
        trigger=Trigger.WEB,
    )
    return go_on(asked)


def go_on(asked: Restore) -> Restore:
    execute(asked.job_id)
    return Restore.objects.select_related("job", "customer", "backup").get(pk=asked.pk)


def test_the_same_file_again_waits_for_an_answer(
    customer: Customer, blackpearl: Samples, somebody: User
) -> None:
    """With nothing odd it goes through; a command is its own answer."""
    done = on_a_page(customer, blackpearl("dump"))
    assert (done.job.state, done.plan["questions"]) == (JobState.DONE, [])
    before = identity(customer)
    asks = on_a_page(customer, blackpearl("dump"))
    assert asks.job.state == JobState.WAITING
    assert asks.plan["asked"] == ["again"]
    assert left_of(asks.job_id) == []
    assert identity(customer) == before

    confirm_restore(restore=asks, by=somebody)
    done = go_on(asks)
    assert states(done.job) == [
        *("queued", "running", "waiting"),
        *("queued", "running", "done"),
    ]
    assert identity(customer) != before

    again = by_command(customer, blackpearl("dump"))
    assert again.job.state == JobState.DONE
    assert again.plan["asked"] == ["again"]


def test_a_file_that_was_changed_meanwhile_was_not_confirmed(
    customer: Customer,
    blackpearl: Samples,
    another: Samples,
    somebody: User,
    tmp_path: Path,
) -> None:
    file = tmp_path / "nw.dump"
    shutil.copy(blackpearl("dump"), file)
    on_a_page(customer, file)
    asks = on_a_page(customer, file)
    confirm_restore(restore=asks, by=somebody)
    shutil.copy(another("dump"), file)
    refused = go_on(asks)
    assert (refused.job.state, refused.job.error_code) == (JobState.FAILED, "changed")


def test_an_answer_does_not_answer_what_was_not_asked(
    customer: Customer, blackpearl: Samples, another: Samples, somebody: User
) -> None:
    """While it waited, newer data came to serve."""
    on_a_page(customer, blackpearl("dump"), date(2026, 1, 12))
    asks = on_a_page(customer, blackpearl("dump"), date(2026, 1, 12))
    by_command(customer, another("dump"), dated=date(2026, 1, 19))
    confirm_restore(restore=asks, by=somebody)
    asks = go_on(asks)
    assert asks.job.state == JobState.WAITING
    assert asks.plan["asked"] == ["older", "again"]
    confirm_restore(restore=asks, by=somebody)
    assert go_on(asks).job.state == JobState.DONE


def test_an_old_answer_replaces_no_newer_restore(
    customer: Customer, blackpearl: Samples, another: Samples, somebody: User
) -> None:
    """Asked about one database in use, answered while there is another."""
    by_command(customer, another("dump"), dated=date(2026, 1, 12))
    asks = on_a_page(customer, blackpearl("dump"), date(2026, 1, 5))
    assert asks.plan["asked"] == ["older"]
    by_command(customer, another("dump"), dated=date(2026, 1, 19))
    confirm_restore(restore=asks, by=somebody)
    asks = go_on(asks)
    assert (asks.job.state, asks.plan["asked"]) == (JobState.WAITING, ["older"])
    assert "19 Jan 2026" in asks.plan["questions"][0]

    by_command(customer, another("dump"), dated=date(2026, 1, 5))
    confirm_restore(restore=asks, by=somebody)
    asks = go_on(asks)
    assert (asks.job.state, asks.plan["asked"]) == (JobState.WAITING, ["overtaken"])
    confirm_restore(restore=asks, by=somebody)
    assert go_on(asks).job.state == JobState.DONE


def test_the_corrected_date_is_the_date(
    customer: Customer, blackpearl: Samples, somebody: User
) -> None:
    on_a_page(customer, blackpearl("dump"), date(2026, 1, 12))
    asks = on_a_page(customer, blackpearl("dump"))
    confirm_restore(restore=asks, by=somebody, date=date(2026, 1, 13))
    done = go_on(asks)
    assert done.job.state == JobState.DONE
    database = RestoredDatabase.objects.present().get(customer=customer)
    assert done.dated == database.dated == date(2026, 1, 13)


def test_its_name_tells_the_date_whatever_it_is_called_here(
    customer: Customer, blackpearl: Samples, tmp_path: Path
) -> None:
    kept = tmp_path / "4711"
    shutil.copy(blackpearl("dump"), kept)
    asked = start_restore(
        customer=customer,
        kind=Appliance.BLACKPEARL,
        path=str(kept),
        name="nw_2026-01-19.dump",
        trigger=Trigger.WEB,
    )
    done = go_on(asked)
    assert done.dated == date(2026, 1, 19)
    assert done.backup
    assert done.backup.name == "nw_2026-01-19.dump"


def test_a_file_that_is_gone_says_so(
    customer: Customer, blackpearl: Samples, tmp_path: Path
) -> None:
    file = tmp_path / "nw.dump"
    shutil.copy(blackpearl("dump"), file)
    asked = start_restore(
        customer=customer,
        kind=Appliance.BLACKPEARL,
        path=str(file),
        trigger=Trigger.WEB,
    )
    file.unlink()
    failed = go_on(asked)
    assert (failed.job.state, failed.job.error_code) == (JobState.FAILED, "gone")


def test_what_replaced_it_is_not_dropped_in_its_place(
    customer: Customer, blackpearl: Samples, another: Samples, somebody: User
) -> None:
    by_command(customer, blackpearl("dump"))
    first = RestoredDatabase.objects.get(customer=customer)
    job = request_drop(database=first, by=somebody)
    assert by_command(customer, another("dump")).job.state == JobState.DONE
    before = identity(customer)
    assert execute(job.pk) == "done"
    drop_restored_database(database=first)
    assert identity(customer) == before
    assert RestoredDatabase.objects.present().get(customer=customer) != first


@pytest.fixture
def slow_to_leave() -> Iterator[Callable[[str], None]]:
    """Holds the lock for a while after it was let go, as a busy server does."""
    timers: list[Timer] = []

    def hold(name: str) -> None:
        holding = ExitStack()
        holding.enter_context(exclusive(landing(), name))
        timers.append(Timer(1, holding.close))
        timers[-1].start()

    yield hold
    for timer in timers:
        timer.join()


def test_whoever_came_before_may_leave_late(
    customer: Customer,
    blackpearl: Samples,
    somebody: User,
    slow_to_leave: Callable[[str], None],
) -> None:
    slow_to_leave(database_name(customer, Appliance.BLACKPEARL))
    assert by_command(customer, blackpearl("dump")).job.state == JobState.DONE
    database = RestoredDatabase.objects.get(customer=customer)
    job = request_drop(database=database, by=somebody)
    slow_to_leave(database.name)
    assert execute(job.pk) == "done"


def test_a_database_is_dropped_by_a_job_unless_a_superuser_uses_it(
    customer: Customer,
    blackpearl: Samples,
    somebody: User,
    superuser: Callable[[str], Any],  # noqa: F811
) -> None:
    """Before that, it is in the report of what servers and folders hold."""
    by_command(customer, blackpearl("dump"))
    database = RestoredDatabase.objects.get(customer=customer)
    assert "reported" in report_places()
    told = PlaceReport.objects.exclude(server=None).get()
    assert told.count
    assert (told.held or 0) > 1_000_000
    assert told.free
    assert not told.problem
    assert PlaceReport.objects.filter(place="Work folder").exists()
    assert report_places() == ""  # once a minute is enough

    job = request_drop(database=database, by=somebody)
    using = superuser(database.name)
    assert execute(job.pk) == "failed"
    job.refresh_from_db()
    assert job.error_code == "busy"
    assert databases(customer) == [database.name]

    using.close()
    assert execute(request_drop(database=database, by=somebody).pk) == "done"
    database.refresh_from_db()
    assert database.dropped_at
    assert databases(customer) == []
