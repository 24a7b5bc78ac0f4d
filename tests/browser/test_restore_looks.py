"""The pages of restores in each state, in both themes and on a phone."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from customers.models import Customer
from jobs.models import JobLog, JobState
from restore.models import DatabaseServer, PlaceReport
from tests.restore.test_pages.builders import plan, some_database, some_restore
from tracker.models import User

ODD = [
    "Its data are of 5 January 2026, older than those that serve now (12 January).",
    "There is no checksum inside this file: changed bytes go unnoticed.",
]
STATES = (
    JobState.QUEUED,
    JobState.RUNNING,
    JobState.WAITING,
    JobState.DONE,
    JobState.FAILED,
    JobState.CANCELLED,
)


@pytest.fixture
def addresses(live_server, northwind: Customer, administrator: User) -> dict[str, str]:
    """One restore of each state, and what the lists make of them."""
    server = DatabaseServer.of(northwind)
    found = {"restore": f"/restore/?customer={northwind.pk}"}
    for state in STATES:
        restore = some_restore(northwind, state=state, by=administrator)
        if state == JobState.WAITING:
            restore.plan = plan(questions=ODD, asked=["older", "unchecked"])
            restore.save()
        stage(restore, state)
        found[f"restore-{state}"] = restore.get_absolute_url()
        if state == JobState.DONE:
            database = some_database(restore).get_absolute_url()
            found |= {"database": database, "database-password": f"{database}drop/"}
    for place, row in (("Work folder", None), (str(server.pk), server)):
        PlaceReport.objects.create(
            place=place,
            server=row,
            host="" if row else "worker-1",
            count=3,
            held=4_500_000_000,
            free=120_000_000_000,
            reported_at=timezone.now(),
        )
    lists = {"history": "history/", "databases": "databases/", "disk": "disk/"}
    found |= {f"restore-{name}": f"/restore/{path}" for name, path in lists.items()}
    return {name: f"{live_server.url}{path}" for name, path in found.items()}


def stage(restore, state: str) -> None:
    job = restore.job
    if state == JobState.QUEUED:
        return
    JobLog.objects.create(job=job, text="custom dump of PostgreSQL 18.6, 2 tables")
    now = timezone.now()
    done = ("Identify", "Plan", "Load", "Index", "Verify", "Switch over", "Clean up")
    upto = {"waiting": 2, "running": 2, "failed": 0, "cancelled": 1}.get(
        state, len(done)
    )
    for position, name in enumerate(done):
        ended = position < upto
        active = position == upto and state == JobState.RUNNING
        broke = position == upto and state == JobState.FAILED
        job.stages.create(
            attempt=1,
            position=position,
            name=name,
            unit="bytes" if active else "",
            state="done"
            if ended
            else "active"
            if active
            else "failed"
            if broke
            else "waiting",
            done=412_000_000 if active else 0,
            total=576_000_000 if active else None,
            started_at=now if ended or active else None,
            finished_at=now if ended else None,
        )


def test_pages_are_presentable_and_silent(
    log_in: Callable[[User], Page],
    administrator: User,
    addresses: dict[str, str],
    violations: list[str],
    assert_presentable: Callable[..., None],
) -> None:
    log_in(administrator)
    for name, address in addresses.items():
        assert_presentable(name, address)
    assert violations == []
