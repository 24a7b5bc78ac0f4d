"""What an earlier version kept is there after the upgrade, and pages can read it."""

import gzip
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client

from customers.models import Customer
from gather.models import Inventory, Origin
from jobs.models import Job
from notes.models import Note
from phases.models import MigrationData, Phase
from projects.models import Project
from reports.models import Report
from restore.models import Restore, RestoredDatabase
from tests.upgrade.demo import CUSTOMER, DAYS
from tests.upgrade.dump import upgraded
from tracker.history import events, history_of
from tracker.models import User
from uploads.models import Upload

pytestmark = pytest.mark.slow

name_of = attrgetter("name")
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


# What 0.1.0 kept with phases, and its dump has none of.
NOTES = """
SET search_path = public;
INSERT INTO phases_phasenote (id, created_at, updated_at, text, author_id, phase_id)
SELECT gen_random_uuid(), '2026-02-03 10:00Z', '2026-02-04 10:00Z', text, u.id, p.id
FROM phases_phase p, tracker_user u, (VALUES ('Tapes arrived.'), ('Wrong.')) AS t(text)
WHERE p.name = 'Pilot' AND u.username = 'operator';
DELETE FROM phases_phasenote WHERE text = 'Wrong.';
INSERT INTO django_content_type (app_label, model) VALUES ('phases', 'phasenote')
ON CONFLICT DO NOTHING;
"""
WITH_NOTES = pytest.mark.parametrize("tracker", DUMPS[:1], indirect=True, ids=name_of)


@pytest.fixture(scope="module", params=DUMPS, ids=name_of)
def tracker(request, django_db_setup, django_db_blocker) -> Iterator[None]:
    text = gzip.decompress(request.param.read_bytes())
    if request.param == DUMPS[0]:
        text += NOTES.encode()
    with django_db_blocker.unblock(), upgraded(text):
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


@pytest.mark.usefixtures("tracker")
@WITH_NOTES
def test_notes_of_phases_move() -> None:
    note = Note.objects.get()
    phase = Phase.objects.get(name="Pilot")
    assert (note.text, note.phase) == ("Tapes arrived.", phase)
    assert note.customer == phase.project.customer
    assert note.author == User.objects.get(username="operator")
    assert f"{note.created_at:%Y-%m-%d}" == "2026-02-03"
    assert f"{note.updated_at:%Y-%m-%d}" == "2026-02-04"


@pytest.mark.usefixtures("tracker")
@WITH_NOTES
def test_so_does_the_history_of_notes() -> None:
    labels = events(Note).order_by("pgh_id").values_list("text", "pgh_label")
    assert {*labels} == {
        ("Tapes arrived.", "insert"),
        ("Wrong.", "insert"),
        ("Wrong.", "delete"),
    }
    [phase] = Phase.objects.filter(name="Pilot")
    assert [e.verb for e in history_of(phase) if e.what == "note"].count("created") == 2


@pytest.mark.usefixtures("tracker")
@WITH_NOTES
def test_rights_and_log_entries_of_notes_follow() -> None:
    assert not ContentType.objects.filter(model__startswith="phasenote").exists()
    kind = ContentType.objects.get(app_label="notes", model="note")
    names = kind.permission_set.values_list("codename", flat=True)
    assert {*names} == {"add_note", "change_note", "delete_note", "view_note"}
