"""`import_legacy`: every row imported, already there, or refused with its reason."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from customers.models import Customer
from phases.models import BucketFigures, MigrationData, Phase, PhaseSummary
from phases.services.measurements import correct_measurement, delete_measurement
from phases.services.phases import create_phase
from projects.models import Project
from tests.phases.legacy.files import (
    customer,
    data,
    legacy,
    made,
    phase,
    project,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys, tmp_path):
    def ran(*arguments: str, file=None, extra: str = "", **tables) -> dict:
        path = file or tmp_path / "tracker.db"
        if not path.exists():
            legacy(path, extra, **tables)
        with suppress(CommandError):  # which says that rows were left out
            call_command("import_legacy", str(path), *arguments, "--format", "json")
        return json.loads(capsys.readouterr().out)

    return ran


WHOLE = {
    "customer": [customer()],
    "migration_project": [project()],
    "migration_phase": [phase()],
    "migration_data": [
        data("r", "2024-02-01", type="REFERENCE"),  # dated later than the first data
        data("d1", "2024-01-08", target_objects=100),
        data("d2", "2024-01-15", target_objects=120),  # above the source
    ],
}


def counts(found: dict, table: str) -> tuple[int, int, int]:
    row = found["tables"][table]
    others = row["merged"] + row["questions"]
    stated = row["imported"] + row["already_there"] + row["refused"] + others
    assert row["rows"] == stated
    return row["imported"], row["already_there"], row["refused"]


def reasons(found: dict) -> list[str]:
    return [entry["reason"] for entry in found["refused"]]


def test_a_whole_file(run):
    found = run(**WHOLE)
    assert counts(found, "migration_data") == (3, 0, 0)
    assert found["refused"] == []
    project, phase = Project.objects.get(), Phase.objects.get()
    assert (project.type, phase.type) == ("IOM_BUCKET", "IOM_BUCKET")
    assert str(phase.pk) == made("a")
    row = MigrationData.objects.get(pk=made("d2"))
    assert (row.target_objects, row.target_scratch_tapes) == (120, 7)
    assert row.recorded_via == "import"
    assert PhaseSummary.objects.get().baseline.type == "REFERENCE"
    days = phase.measurements.values("timestamp").distinct()
    assert phase.forecasts.count() == days.count()


def test_twice_changes_nothing(run):
    run(**WHOLE)
    found = run()
    for table in WHOLE:
        imported, _, refused = counts(found, table)
        assert (imported, refused) == (0, 0)
    assert MigrationData.objects.count() == 3


def test_a_dry_run_stores_nothing_and_says_the_same(run):
    dry = run("--dry-run", **WHOLE)
    assert not Customer.objects.exists()
    wet = run()
    assert dry["tables"] == wet["tables"]
    assert (dry["dry_run"], wet["dry_run"]) == (True, False)


def test_orphans_are_refused_all_the_way_down(run):
    found = run(
        customer=[customer()],
        migration_project=[project(customer_id="customer-9")],
        migration_phase=[phase()],
        migration_data=[data("d")],
    )
    assert reasons(found) == [
        "The customer 'customer-9' is not in the file or was refused.",
        f"The project '{made('p')}' is not in the file or was refused.",
        f"The phase '{made('a')}' is not in the file or was refused.",
    ]
    assert Customer.objects.count() == 1


def test_ids_that_are_none_lead_to_new_ones_once(run):
    tables = {
        "customer": [customer(id="customer-1")],
        "migration_project": [project(id="7", customer_id="customer-1")],
        "migration_phase": [phase(id="8", migration_id="7")],
        "migration_data": [data("d", id="9", migration_phase_id="8")],
    }
    run(**tables)
    assert isinstance(Customer.objects.get().pk, UUID)
    assert counts(run(), "migration_data") == (0, 1, 0)


def test_what_is_here_by_name_is_used(run, northwind):
    found = run(**WHOLE)
    assert counts(found, "customer") == (0, 1, 0)
    assert Project.objects.get().customer == northwind


def test_what_was_renamed_and_corrected_since_stays(run):
    run(**WHOLE)
    Customer.objects.update(name="Northwind Pictures")
    row = MigrationData.objects.get(pk=made("d1"))
    correct_measurement(measurement=row, reason="Typo", target_objects=11)
    found = run()
    assert counts(found, "customer") == (0, 1, 0)
    assert counts(found, "migration_data") == (0, 3, 0)
    row.refresh_from_db()
    assert row.target_objects == 11


def test_what_was_deleted_since_does_not_come_back(run):
    run(**WHOLE)
    delete_measurement(measurement=MigrationData.objects.get(pk=made("d1")))
    assert reasons(run()) == [
        "This measurement was imported before and has been deleted since."
    ]


def test_of_one_phase_and_day_the_last_written_counts(run):
    rows = [
        data("old", last_updated="2024-01-09", target_objects=1),
        data("new", last_updated="2024-01-10", target_objects=2),
        data("older", last_updated="2024-01-08", target_objects=3),
    ]
    found = run(**{**WHOLE, "migration_data": rows})
    assert MigrationData.objects.get().target_objects == 2
    assert counts(found, "migration_data") == (1, 0, 2)
    assert "was saved later" in reasons(found)[0]


def test_other_figures_that_are_here_are_kept(run, northwind):
    run(**WHOLE)
    MigrationData.objects.filter(pk=made("d1")).update(id=made("another"))
    MigrationData.objects.filter(pk=made("another")).update(target_objects=5)
    assert reasons(run()) == [
        "Migration Tracker already has different figures for this phase, date and type."
    ]


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


def test_what_is_inactive_stays_so_and_nothing_said_is_active(run):
    run(
        customer=[customer(active=0)],
        migration_project=[project(active=None)],
        migration_phase=[phase(active=0)],
    )
    assert not Customer.objects.get().active
    assert Project.objects.get().active
    assert Phase.objects.get().status == "paused"


def test_a_target_like_its_source_goes_to_the_journal(run):
    run(**{**WHOLE, "migration_phase": [phase(target="S")], "migration_data": []})
    found = Phase.objects.get()
    assert (found.source, found.target) == ("S", "")
    assert found.notes.count() == 1


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


def test_an_id_that_is_something_elses_is_refused(run, harbour, tmp_path):
    run(**WHOLE)
    other = legacy(
        tmp_path / "other.db",
        customer=[customer("x", harbour.name)],
        migration_project=[project("p", customer_id=made("x"))],
    )
    assert reasons(run(file=other)) == [
        "The id belongs to a different record in Migration Tracker."
    ]


def test_what_is_missing_is_named(run):
    found = run(customer=[customer(name="")])
    assert reasons(found) == ["Name: This field cannot be blank."]


def test_other_tables_are_counted_too(run):
    found = run(
        extra="CREATE TABLE bucket_data (id TEXT); INSERT INTO bucket_data VALUES (1);"
        "CREATE TABLE users (id TEXT); CREATE TABLE extra (id); "
        "INSERT INTO extra VALUES (1), (2);",
        **WHOLE,
    )
    assert counts(found, "bucket_data") == (0, 0, 1)
    assert counts(found, "extra") == (0, 0, 2)
    assert "Column timestamp of this table is missing." in reasons(found)


def merged(found: dict, table: str) -> int:
    return found["tables"][table]["merged"]


NEWS = {
    "customer": [customer()],
    "migration_project": [project()],
    "migration_phase": [
        phase("a", "News", source="A", target="B"),
        phase("b", "news", source="A", target="C"),
    ],
    "migration_data": [
        data("a1", target_objects=50, target_size=500),
        data("b1", migration_phase_id=made("b"), target_objects=100, target_size=1000),
    ],
}


def test_phases_that_differ_stay_apart(run):
    found = run(**NEWS)
    assert counts(found, "migration_phase") == (2, 0, 0)
    assert counts(found, "migration_data") == (2, 0, 0)
    rows = MigrationData.objects.order_by("target_objects")
    assert [(row.phase.name, row.target_objects) for row in rows] == [
        ("News: A to B", 50),  # up to the colon stands its bucket
        ("news: A to C", 100),
    ]
    again = run()
    assert counts(again, "migration_phase") == (0, 2, 0)
    assert counts(again, "migration_data") == (0, 2, 0)
    assert "nothing was changed" in again["summary"]


def test_projects_that_differ_stay_apart(run):
    tables = {
        "customer": [customer(), customer("nw2", "NORTHWIND studios")],
        "migration_project": [
            project("1", "proj", id="1"),
            project(
                "2", "PROJ", type="RIO_CRUISE_DIVA", customer_id=made("nw2"), id="2"
            ),
            project("3", "Proj", id="3"),
        ],
    }
    found = run(**tables)
    assert set(Project.objects.values_list("name", flat=True)) == {
        "proj (IOM_BUCKET)",
        "PROJ (RIO_CRUISE_DIVA)",
    }
    assert counts(found, "customer") == (1, 0, 0)
    assert (merged(found, "customer"), merged(found, "migration_project")) == (1, 1)
    assert "The same project as row '1'" in found["merged"][1]["reason"]
    again = run()  # where ids can't be kept, by names
    assert counts(again, "migration_project") == (0, 2, 0)
    assert merged(again, "migration_project") == 1


def test_what_is_here_and_differs_stays_apart(run, project):
    create_phase(project=project, name="news", source="A", target="B")
    Project.objects.update(name="News")
    found = run(**NEWS)
    names = set(Phase.objects.values_list("name", flat=True))
    assert names == {"news", "news: A to C"}
    assert counts(found, "migration_phase") == (1, 1, 0)


def test_phases_that_are_the_same_are_merged(run):
    rows = [phase("a", "News"), phase("b", "news")]
    twin = {"migration_phase_id": made("b")}
    figures = [data("1"), data("2", **twin), data("3", **twin, target_objects=11)]
    found = run(**{**WHOLE, "migration_phase": rows, "migration_data": figures})
    assert merged(found, "migration_phase") == 1
    assert merged(found, "migration_data") == 0
    assert [reason for reason in reasons(found) if "merged phase" in reason]
    assert "comes later in the file" in reasons(found)[0]  # and no more than that


def test_the_same_figures_twice_are_merged(run):
    found = run(**{**WHOLE, "migration_data": [data("1"), data("2")]})
    assert counts(found, "migration_data") == (1, 0, 0)
    assert merged(found, "migration_data") == 1


def test_names_that_differ_in_the_case_of_a_location_only(run):
    rows = [phase("a", source="a"), phase("b", source="A", id="b"), phase("c")]
    run(**{**WHOLE, "migration_phase": rows, "migration_data": []})
    assert sorted(Phase.objects.values_list("name", flat=True)) == [
        "NEWS: A to T (2)",
        "NEWS: S to T",
        "NEWS: a to T",
    ]
    assert counts(run(), "migration_phase") == (0, 3, 0)


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


LEAP = [data("1"), data("2", "2024-01-15", target_objects=99, target_size=990)]


def test_unusual_figures_are_asked_about(run):
    found = run(**{**WHOLE, "migration_data": LEAP})
    assert counts(found, "migration_data") == (1, 0, 0)
    assert "rises from 10.0% on 8 Jan 2024 to 99.0%" in found["questions"][0]["reason"]
    found = run("--unusual-ok")
    assert counts(found, "migration_data") == (1, 1, 0)
    assert MigrationData.objects.count() == 2


def test_left_out_rows_show_in_the_exit_code(tmp_path):
    tables = {**WHOLE, "migration_data": [*LEAP, data("3", "soon")]}
    path = legacy(tmp_path / "t.db", **tables)
    with pytest.raises(
        CommandError, match=r"Rows refused: 1.*--unusual-ok"
    ) as left_out:
        call_command("import_legacy", str(path))
    assert left_out.value.returncode == 2


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


def test_the_text_for_people(run, capsys, tmp_path):
    path = legacy(tmp_path / "t.db", **{**WHOLE, "migration_phase": []})
    with pytest.raises(CommandError, match="Rows refused: 3"):
        call_command("import_legacy", str(path), "--dry-run")
    text = capsys.readouterr().out
    assert "migration_data" in text
    assert "Refused: migration_data" in text
    assert "Nothing was imported" in text


def test_no_file_is_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_legacy", str(tmp_path / "none.db"))
