"""`import_legacy`: every row imported, already there, or refused with its reason."""

from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from customers.models import Customer
from phases.models import MigrationData, Phase, PhaseSummary
from phases.services.measurements import correct_measurement, delete_measurement
from projects.models import Project
from tests.phases.legacy.files import (
    LEAP,
    WHOLE,
    counts,
    customer,
    data,
    legacy,
    made,
    phase,
    project,
    reasons,
)

pytestmark = pytest.mark.django_db


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


def test_left_out_rows_show_in_the_exit_code(tmp_path):
    tables = {**WHOLE, "migration_data": [*LEAP, data("3", "soon")]}
    path = legacy(tmp_path / "t.db", **tables)
    with pytest.raises(
        CommandError, match=r"Rows refused: 1.*--unusual-ok"
    ) as left_out:
        call_command("import_legacy", str(path))
    assert left_out.value.returncode == 2


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
