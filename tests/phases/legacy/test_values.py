"""`import_legacy`: values of the file as ours, asked about, or refused."""

from datetime import UTC, datetime

import pytest

from customers.models import Customer
from phases.models import BucketFigures, MigrationData, Phase
from projects.models import Project
from tests.phases.legacy.files import (
    LEAP,
    WHOLE,
    counts,
    customer,
    data,
    made,
    merged,
    phase,
    project,
    reasons,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        ({"timestamp": "soon"}, "The date 'soon' is not valid."),
        ({"timestamp": None}, "The date is empty."),
        ({"timestamp": "2999-01-01"}, "This date is in the future."),
        ({"source_size": None}, "The source size is empty."),
        ({"target_size": -1}, "The target size '-1' is not valid."),
        ({"target_objects": 1.5}, "The target objects '1.5' is not valid."),
        ({"target_objects": "many"}, "The target objects 'many' is not valid."),
        ({"target_objects": 2**63 - 1, "source_size": b"\xff"}, "The source size "),
        ({"type": "GUESS"}, "The type 'GUESS' is not valid."),
    ],
)
def test_figures_that_can_not_be_are_refused(run, odd, reason):
    found = run(**{**WHOLE, "migration_data": [data("d", **odd)]})
    assert reason in reasons(found)[0]
    assert not MigrationData.objects.exists()


@pytest.mark.parametrize(
    ("odd", "expected"),
    [
        ({"target_scratch_tapes": None}, None),
        ({"target_scratch_tapes": "n/a"}, None),
        ({"target_scratch_tapes": "12"}, 12),
        ({"target_scratch_tapes": 3.0}, 3),
    ],
)
def test_scratch_tapes_may_be_text(run, odd, expected):
    found = run(**{**WHOLE, "migration_data": [data("d", **odd)]})
    assert MigrationData.objects.get().target_scratch_tapes == expected
    assert bool(found["remarks"]) == (odd["target_scratch_tapes"] == "n/a")


def test_numbers_and_types_as_text_and_dates_with_a_time(run):
    row = data(
        "d", "2024-01-08 09:30:00", source_size="1000", target_objects=5.0, type="data"
    )
    run(**{**WHOLE, "migration_data": [row]})
    found = MigrationData.objects.get()
    assert (found.source_size, found.target_objects, found.type) == (1000, 5, "DATA")


def test_types_of_projects_and_phases(run):
    found = run(
        customer=[customer()],
        migration_project=[
            project("p"),
            project("q", "Cruise", type="RIO_CRUISE_DIVA"),
            project("r", "Odd", type="TAPE"),
        ],
        migration_phase=[
            phase("a", type=None),
            phase("b", "B", migration_id=made("q"), type=""),
            phase("c", "C", type="IOM_EXCLUSION", source="LTO7", target="LTO9"),
            phase("d", "D", type="nonsense"),
        ],
    )
    types = dict(Phase.objects.values_list("name", "type"))
    assert types == {"NEWS": "IOM_BUCKET", "B": "RIO_CRUISE", "C": "IOM_EXCLUSION"}
    exclusion = Phase.objects.get(name="C")
    assert (exclusion.source, exclusion.target) == ("C", "LTO9")
    assert "'LTO7'" in exclusion.notes.get().text
    assert reasons(found) == [
        "The type 'TAPE' is not valid.",
        "The type 'nonsense' is not valid.",
    ]


def test_names_that_can_not_be_are_refused(run):
    found = run(
        customer=[
            customer("a", ""),
            customer("b", "x" * 300),
            customer("c", "two\nlines"),
            customer("d", "日本"),
            customer("d", "Twice"),
        ]
    )
    assert counts(found, "customer") == (1, 0, 4)
    assert "Another row has the same id." in reasons(found)


def test_what_is_missing_is_named(run):
    found = run(customer=[customer(name="")])
    assert reasons(found) == ["Name: This field cannot be blank."]


def test_an_unknown_type_is_mapped(run):
    tables = {
        **WHOLE,
        "migration_project": [project(type="IOM_MIGRATION")],
        "migration_phase": [phase(type="IOM_MIGRATION")],
    }
    found = run("--dry-run", **tables)
    assert found["unknown_types"] == ["IOM_MIGRATION"]
    assert "The type 'IOM_MIGRATION' is not valid." in reasons(found)
    found = run("--map-type", "iom_migration=IOM_BUCKET")
    assert found["unknown_types"] == reasons(found) == []
    assert Phase.objects.get().type == "IOM_BUCKET"


def test_times_of_the_file_are_kept(run):
    times = {
        "created_at": "2023-05-01 10:00:00",
        "last_updated": "2023-06-01T10:00:00Z",
    }
    rows = {table: [{**row, **times} for row in WHOLE[table]] for table in WHOLE}
    run(**rows)
    for model in (Customer, Project, Phase, MigrationData):
        row = model.objects.first()
        assert row.created_at == datetime(2023, 5, 1, 10, tzinfo=UTC)
        assert row.updated_at == datetime(2023, 6, 1, 10, tzinfo=UTC)


def test_unusual_figures_are_asked_about(run):
    found = run(**{**WHOLE, "migration_data": LEAP})
    assert counts(found, "migration_data") == (1, 0, 0)
    assert "rises from 10.0% on 8 Jan 2024 to 99.0%" in found["questions"][0]["reason"]
    found = run("--unusual-ok")
    assert counts(found, "migration_data") == (1, 1, 0)
    assert MigrationData.objects.count() == 2


BUCKETS = """
CREATE TABLE bucket_data (id TEXT, created_at TEXT, last_updated TEXT, timestamp TEXT,
  migration_phase_id TEXT, bucket_name TEXT, source TEXT, storage_domain TEXT,
  object_count INTEGER, size_bytes INTEGER);
INSERT INTO bucket_data VALUES
  ('1', '2024-01-08', '2024-01-08', '2024-01-08', '{a}', 'news', 'S', 'T', 10, 100),
  ('2', NULL, NULL, '2024-01-15', '{a}', 'news', 'S', 'T', 20, 200),
  ('3', NULL, NULL, '2024-01-15', '{a}', 'news', 'S', 'T', 20, 200),
  ('4', NULL, NULL, '2024-01-15', '{a}', '', 'S', 'T', 20, 200),
  ('5', NULL, NULL, '2024-01-15', 'gone', 'news', 'S', 'T', 20, 200);
"""


def test_figures_of_buckets_become_their_history(run):
    found = run(extra=BUCKETS.format(a=made("a")), **WHOLE)
    assert counts(found, "bucket_data") == (2, 0, 2)
    assert merged(found, "bucket_data") == 1
    rows = BucketFigures.objects.order_by("timestamp")
    assert [(row.bucket, row.location, row.size) for row in rows] == [
        ("news", "T", 100),
        ("news", "T", 200),
    ]
    assert counts(run(), "bucket_data") == (0, 2, 2)
