"""What an earlier version kept is there after the upgrade, and pages can read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client

from customers.models import Customer
from gather.models import Inventory, Origin
from jobs.models import Job
from phases.models import MigrationData, Phase
from projects.models import Project
from reports.models import Report
from restore.models import Restore, RestoredDatabase
from tests.upgrade.demo import CUSTOMER, DAYS
from tests.upgrade.dump import upgraded
from tracker.history import events
from tracker.models import User
from uploads.models import Upload

DUMPS = sorted(Path(__file__).parent.glob("*.sql.gz"))
COUNTS = {
    Customer: 1,
    Project: 1,
    Phase: 2,
    MigrationData: 6,
    Origin: 3,
    Inventory: 3,
    Job: 3,
    Restore: 3,
    RestoredDatabase: 3,
    Upload: 1,
    Report: 2,
}


@pytest.fixture(scope="module", params=DUMPS, ids=lambda path: path.name)
def tracker(request, django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), upgraded(request.param):
        yield


@pytest.fixture
def visitor(tracker) -> Iterator[Client]:
    """The operator; what a visit leaves is taken back."""
    with transaction.atomic():
        client = Client()
        client.force_login(User.objects.get(username="operator"))
        yield client
        transaction.set_rollback(True)


def test_there_is_a_dump() -> None:
    assert [path.name for path in DUMPS][:1] == ["0.1.0.sql.gz"]


@pytest.mark.usefixtures("tracker")
def test_nothing_is_lost() -> None:
    assert {model: model.objects.count() for model in COUNTS} == COUNTS
    measured = MigrationData.objects.order_by("timestamp")
    assert {row.timestamp for row in measured} == set(DAYS)


@pytest.mark.usefixtures("tracker")
def test_history_is_kept() -> None:
    made = events(Customer).filter(pgh_label="insert").values_list("name", flat=True)
    assert [*made] == [CUSTOMER]
    with pytest.raises(ProgrammingError), transaction.atomic():
        events(Customer).update(name="Another")  # the application may not


@pytest.mark.usefixtures("tracker")
def test_forecasts_are_kept() -> None:
    phase = Phase.objects.select_related("summary").get(name="NEWS")
    assert phase.summary.last_gather == DAYS[-1]
    assert phase.forecasts.count() == len(DAYS)


@pytest.mark.usefixtures("tracker")
def test_the_schema_is_todays() -> None:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    assert {model._meta.db_table for model in COUNTS} <= tables


PAGES = ("/", "/customers/", "/projects/", "/phases/", "/restore/", "/gather/",
         "/gather/inventories/", "/reports/", "/jobs/", "/activity/")  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_pages_read_it(visitor: Client, address: str) -> None:
    assert visitor.get(address).status_code == 200


def test_pages_of_single_rows_read_it(visitor: Client) -> None:
    for model in (Customer, Project, Phase, Inventory, Restore, Report, Job):
        for row in model.objects.all():
            response = visitor.get(row.get_absolute_url())
            assert response.status_code == 200, row
