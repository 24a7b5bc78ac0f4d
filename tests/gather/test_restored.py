"""Whole restores: the stock that is taken in them, and what follows from it."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from customers.appliances import Appliance
from customers.models import Customer
from customers.services import create_customer
from embedded import postgres
from embedded.places import places
from embedded.services import clusters
from gather.measuring.explanation import explain
from gather.models import Inventory
from gather.services.gathering import gather
from gather.services.stock import request_recount
from jobs.execute import execute
from jobs.models import Job, JobState
from jobs.services import request_cancel
from phases.models import MigrationData
from phases.services.measurements import add_measurement
from phases.services.phases import create_phase
from projects.services import create_project
from restore.models import RestoredDatabase
from restore.services import correct_date, drop_restored_database
from samples.catalogue import Catalogue
from samples.making import make
from samples.pack import pack_all
from tests.gather.answers import counted_in, without_measures
from tests.restore.test_engine.harness import drop_all, restore

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 1, 19)
WAITING = "SELECT FROM pg_locks WHERE relation = 'ds3.bucket'::regclass AND NOT granted"


@pytest.fixture
def customer() -> Iterator[Customer]:
    customer = create_customer(name=f"Test {uuid4().hex[:10]}")
    yield customer
    drop_all(customer.database_suffix)


Pack = Callable[..., tuple[Catalogue, list[Path]]]


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    known: dict[tuple, tuple[Catalogue, list[Path]]] = {}

    def pack(kind: str, objects: int, *ends: str, migrated: int = 40):
        key = (kind, objects, ends, migrated)
        if key not in known:
            folder = tmp_path_factory.mktemp("stock")
            catalogue = make(kind=kind, objects=objects, seed=5, migrated=migrated)
            paths = [folder / f"sample.{end}" for end in ends]
            pack_all(catalogue, paths)
            known[key] = (catalogue, paths)
        return known[key]

    return pack


def of(done) -> Inventory:
    assert done.job.state == JobState.DONE, done.job.error
    return Inventory.objects.get(pk=done.result["inventory"]["inventory"])


def test_a_rio_s_too(packed, customer):
    catalogue, (path,) = packed("rio", 20_000, "dump")
    inventory = of(restore(customer, path, Appliance.RIO, DAY))
    assert counted_in(inventory) == without_measures(catalogue.expected()["inventory"])


@pytest.fixture
def restored(packed, customer):
    _, (path,) = packed("blackpearl", 400, "dump")
    done = restore(customer, path, dated=DAY)
    assert done.job.state == JobState.DONE, done.job.error
    return done


@pytest.fixture
def phase(customer):
    project = create_project(
        customer=customer, name="News", type="IOM_BUCKET", gather_automatically=True
    )
    return create_phase(
        project=project,
        name="All",
        source="Archive Copy 1",
        target="Archive LTO9",
        target_tape_partition="Library 2",
    )


def test_it_is_dated_and_may_be_taken_again(packed, restored, operator, settings):
    catalogue, _ = packed("blackpearl", 400, "dump")
    first = of(restored)
    assert counted_in(first) == without_measures(catalogue.expected()["inventory"])
    assert first.dated == DAY
    assert first.backup_sha256 == restored.backup.sha256
    assert first in Inventory.objects.usable()
    assert not list(settings.WORK_DIR.glob(f"{restored.job_id}*"))

    database = RestoredDatabase.objects.get(restore=restored)
    job = request_recount(database=database, requested_by=operator)
    execute(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.error
    second = Inventory.objects.exclude(pk=first.pk).get(restore=restored)
    assert counted_in(first) == counted_in(second)
    assert job.result["inventory"] == str(second.pk)
    assert Inventory.objects.usable().newest_first().first() == second


def test_cancelled_it_ends_its_queries_at_once(restored, until):
    """Here one waits for a table that somebody keeps to himself."""
    database = RestoredDatabase.objects.get(restore=restored)
    job = request_recount(database=database)
    cluster = next(one for one in clusters(places()) if one.name == "landing")
    with postgres.connect(cluster, database.name) as session, session.transaction():
        session.execute("LOCK TABLE ds3.bucket IN ACCESS EXCLUSIVE MODE")
        working = Thread(target=in_thread, args=(job,))
        working.start()
        until(lambda: session.execute(WAITING).rowcount)
        request_cancel(job=job, by=None)
        working.join(30)
        assert not working.is_alive()
        until(lambda: not session.execute(WAITING).rowcount)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert Inventory.objects.filter(restore=restored).count() == 1


def in_thread(job: Job) -> None:
    try:
        execute(job.pk)
    finally:
        connections.close_all()


def test_a_dropped_one_is_gathered_from_and_not_counted_again(restored, packed, phase):
    database = RestoredDatabase.objects.get(restore=restored)
    job = request_recount(database=database)
    drop_restored_database(database=database)
    execute(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error_code) == (JobState.FAILED, "dropped")
    database.refresh_from_db()
    with pytest.raises(ValidationError, match="has been deleted"):
        request_recount(database=database)

    catalogue, _ = packed("blackpearl", 400, "dump")
    wanted = dict(catalogue.expected()["inventory"]["migration"])
    measured = gather(phase=phase)
    assert measured.source_objects == wanted["source_objects"]
    assert explain(measured).sha256 == restored.backup.sha256


def test_phases_are_measured_by_themselves_where_a_project_wants_it(
    packed, customer, phase
):
    """What somebody typed in is kept."""
    one = {"timestamp": DAY, "source_objects": 1, "source_size": 1}
    places = {
        name: getattr(phase, name)
        for name in ("source", "target", "target_tape_partition")
    }
    typed = create_phase(project=phase.project, name="Typed", **places)
    add_measurement(phase=typed, target_objects=1, target_size=1, **one)
    other = create_project(customer=customer, name="By hand", type="IOM_BUCKET")
    create_phase(project=other, name="Not asked for", **places)

    _, (path,) = packed("blackpearl", 400, "dump")
    restore(customer, path, dated=DAY)
    job = Job.objects.get(kind="gather")
    execute(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.error
    results = {o["name"]: o["result"] for o in job.result["outcomes"]}
    assert results == {"All": "added", "Typed": "kept"}
    measured = MigrationData.objects.get(phase=phase)
    assert (measured.timestamp, measured.type) == (DAY, "REFERENCE")
    assert MigrationData.objects.get(phase=typed).source_objects == 1
    assert MigrationData.objects.count() == 2


def test_a_corrected_date_moves_the_inventory_and_what_came_of_it(restored, phase):
    measured = gather(phase=phase)
    correct_date(restore=restored, date=date(2026, 1, 12), reason="Wrong file name.")
    measured.refresh_from_db()
    assert measured.timestamp == date(2026, 1, 12)
    assert explain(measured).inventory.dated == date(2026, 1, 12)
