"""A file is checked whole, applied whole, undone whole."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from phases.models import MeasurementImport, MigrationData
from phases.services import imports
from phases.services.imports import (
    apply_import,
    begin_import,
    map_columns,
    plan_import,
    undo_import,
)
from phases.services.measurements import (
    add_measurement,
    add_measurements,
    correct_measurement,
    restore_measurement,
)
from phases.services.phases import create_phase
from tests.files.sheets.workbooks import workbook
from tests.tracker.builders import DAY, figures
from tests.tracker.reading import body, error_at, toast
from tracker.history import events

pytestmark = pytest.mark.slow

TITLES = "Phase,Date,Source objects,Source size,Target objects,Target size\n"
GOOD = TITLES + "Pilot,2026-01-05,100,1000,10,100\npilot,2026-01-12,100,1000,20,200\n"


@pytest.fixture
def begin(project, operator):
    def begun(text: str | bytes, phase=None) -> MeasurementImport:
        content = text.encode() if isinstance(text, str) else text
        return begin_import(
            project=project,
            phase=phase,
            content=content,
            file_name="figures.csv",
            created_by=operator,
        )

    return begun


def problems(imported) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.why) for p in plan_import(imported).problems]


def stored() -> list[tuple]:
    rows = MigrationData.objects.order_by("phase__name", "timestamp")
    return list(rows.values_list("phase__name", "timestamp", "target_objects"))


def options(imported, **more) -> dict:
    return {
        "imported": imported,
        "mapping": imported.mapped,
        "date_order": "iso",
        "size_unit": 1,
        "replace": False,
        **more,
    }


def test_reading_stores_no_measurement(begin, phase):
    begin(GOOD)
    assert stored() == []


def test_all_of_it_is_stored_at_once(begin, phase, operator):
    apply_import(imported=begin(GOOD), user=operator)
    assert stored() == [
        ("Pilot", date(2026, 1, 5), 10),
        ("Pilot", date(2026, 1, 12), 20),
    ]
    row = MigrationData.objects.first()
    assert (row.recorded_via, row.recorded_by) == ("import", operator)
    assert row.remaining_objects is None
    assert phase.forecasts.count() == 2  # as of each day


def test_every_problem_is_named_by_row_and_column(begin, phase):
    imported = begin(
        TITLES
        + "Pilot,2026-01-05,x,1000,10,100\n"
        + "Nobody,2026-01-06,100,1000,10,100\n"
        + "Pilot,2999-01-01,100,1000,,-4\n"
        + "Pilot,1999-01-01,100,1000,1,4\n"
        + "Pilot,2026-01-07,100,1000,1,4\n"
        + "Pilot,2026-01-07,100,1000,1,4\n"
    )
    assert problems(imported) == [
        (2, "Source objects", "Not a whole number. Write it like 1129402."),
        (3, "Phase", "This project has no phase with this name. Check the name."),
        (4, "Target objects", "This cell is empty. Enter a value."),
        (4, "Target size", "Not a size. Write it like 304600000000000 or 304.6 TB."),
        (5, "Date", "The earliest date is 1 Jan 2000."),
        (7, "Date", "Row 6 already has this date and type. Keep only one of them."),
    ]


def test_with_a_problem_nothing_is_stored(begin, phase, operator):
    imported = begin(GOOD + "Pilot,2026-13-01,1,1,1,1\n")
    with pytest.raises(ValidationError, match="still has problems"):
        apply_import(imported=imported, user=operator)
    assert stored() == []


def test_the_same_again_adds_nothing(begin, phase, operator):
    apply_import(imported=begin(GOOD), user=operator)
    again = begin(GOOD)
    assert len(plan_import(again).same) == 2
    apply_import(imported=again, user=operator)
    assert len(stored()) == 2


def test_what_is_there_is_replaced_only_if_asked(begin, phase, operator):
    add_measurement(phase=phase, timestamp=DAY, note="Kept", **figures())
    imported = begin(GOOD)
    assert "Replace existing measurements" in problems(imported)[0][2]
    imported = map_columns(**options(imported, replace=True))
    apply_import(imported=imported, user=operator)
    row = MigrationData.objects.get(timestamp=DAY)
    assert (row.target_objects, row.note) == (10, "Kept")


def test_undone_it_is_as_it_was(begin, phase, operator):
    add_measurement(phase=phase, timestamp=DAY, **figures())
    imported = map_columns(**options(begin(GOOD), replace=True))
    apply_import(imported=imported, user=operator)
    assert undo_import(imported=imported) == 2
    assert stored() == [("Pilot", DAY, 250)]
    with pytest.raises(ValidationError, match="already been undone"):
        undo_import(imported=imported)


def weeks(count: int) -> str:
    days = [date(2024, 1, 1) + timedelta(weeks=n) for n in range(count)]
    return TITLES + "".join(f"Pilot,{day},100,1000,10,100\n" for day in days)


def test_more_rows_ask_no_more(begin, phase, operator, queries):
    def cost(rows: int) -> int:
        imported = begin(weeks(rows))
        before = len(queries.captured_queries)
        apply_import(imported=imported, user=operator)
        undo_import(imported=imported)
        return len(queries.captured_queries) - before

    with queries:
        cost(2)  # the first forecast of a phase takes more
        assert cost(5) == cost(60)


def test_what_was_undone_stays_in_the_history(begin, phase, operator):
    imported = begin(GOOD)
    apply_import(imported=imported, user=operator)
    undo_import(imported=imported)
    event = events(MigrationData).filter(pgh_label="delete").latest("pgh_id")
    restore_measurement(event=event)
    assert len(stored()) == 1


def test_of_a_rival_that_was_quicker_nothing_is_stored(begin, phase):
    add_measurement(phase=phase, timestamp=DAY, **figures())
    days = (DAY + timedelta(days=1), DAY)
    rows = [MigrationData(phase=phase, timestamp=day, **figures()) for day in days]
    with pytest.raises(ValidationError, match="already has a measurement"):
        add_measurements(rows)
    assert stored() == [("Pilot", DAY, 250)]


def test_too_many_are_not_replaced_at_once(begin, phase, operator, monkeypatch):
    monkeypatch.setattr(imports, "MOST_REPLACED", 1)
    apply_import(imported=begin(GOOD), user=operator)
    text = GOOD.replace(",10,", ",9,").replace(",20,", ",8,")
    other = map_columns(**options(begin(text), replace=True))
    with pytest.raises(ValidationError, match="Split the file"):
        apply_import(imported=other, user=operator)
    assert [target for _, _, target in stored()] == [10, 20]


def test_it_is_not_undone_over_somebodys_correction(begin, phase, operator):
    imported = begin(GOOD)
    apply_import(imported=imported, user=operator)
    row = MigrationData.objects.first()
    correct_measurement(measurement=row, reason="Typo", target_objects=11)
    with pytest.raises(ValidationError, match="changed or deleted since: 1"):
        undo_import(imported=imported)
    assert len(stored()) == 2


def test_it_is_applied_once(begin, phase, operator):
    imported = begin(GOOD)
    apply_import(imported=imported, user=operator)
    with pytest.raises(ValidationError, match="already been imported"):
        apply_import(imported=imported, user=operator)


def test_units_and_order_of_the_file(begin, phase):
    text = TITLES + "Pilot,5.1.2026,100,1.5,10,0.5\n"
    imported = begin(text)
    assert problems(imported)
    imported = map_columns(**options(imported, date_order="dmy", size_unit=10**12))
    [row] = plan_import(imported).add
    assert (row.day, row.values["target_size"]) == (DAY, 5 * 10**11)


def test_a_column_of_terabytes_is_read_as_such(begin, phase):
    titles = "Phase,Date,Source objects,Source TB,Target objects,Target TB\n"
    [row] = plan_import(begin(titles + "Pilot,2026-01-05,100,484.5,10,4\n")).add
    assert row.values["source_size"] == 484_500_000_000_000


def test_a_decimal_comma_is_seen(begin, phase):
    text = TITLES.replace(",", ";") + "Pilot;2026-01-05;1.000;484,5 TB;10;4,5 TB\n"
    [row] = plan_import(begin(text)).add
    assert row.values["source_size"] == 484_500_000_000_000
    assert row.values["source_objects"] == 1000


def test_a_decimal_sign_that_makes_a_difference_is_asked_for(begin, phase):
    text = TITLES.replace(",", ";") + "Pilot;2026-01-05;100;1,234 TB;10;1,0 TB\n"
    imported = begin(text.replace("1,0 TB", "1,000 TB"))
    assert {why for _, _, why in problems(imported)} == {
        "This number depends on the decimal sign. Choose the decimal sign of the file."
    }
    [row] = plan_import(map_columns(**options(imported, decimal_sign=","))).add
    assert row.values["source_size"] == 1_234_000_000_000


UNUSUAL = GOOD + "Pilot,2026-01-19,100,1000,99,999\nPilot,2026-01-26,100,1000,30,300\n"


def test_unusual_rows_are_asked_about(begin, phase, operator):
    imported = begin(UNUSUAL)
    [(row, asked)] = plan_import(imported).asked
    assert row.number == 4
    assert "rises from 20.0% on 12 Jan 2026 to 99.0%" in asked.sentences[0]
    with pytest.raises(ValidationError, match="some figures are unusual"):
        apply_import(imported=imported, user=operator)
    apply_import(imported=imported, user=operator, unusual_ok=True)
    assert len(stored()) == 4


def test_unusual_beside_what_is_stored(begin, phase):
    add_measurement(phase=phase, timestamp=date(2025, 12, 29), **figures())
    [(_, asked)] = plan_import(begin(GOOD)).asked
    assert "Source size: 5.0 MB on 29 Dec 2025, 1.0 kB on 5 Jan" in str(asked.sentences)


def test_a_workbook(begin, phase, operator):
    table = [
        TITLES.strip().split(","),
        ["Pilot", ("day", 46027), 100, 3.046e14, 10, 1.5e13],
    ]
    apply_import(imported=begin(workbook(table)), user=operator)
    assert MigrationData.objects.get().source_size == 304_600_000_000_000


def test_numbers_of_a_workbook_have_no_decimal_sign_to_choose(begin, phase):
    titles = TITLES.strip().replace("size", "TB").split(",")
    table = [titles, ["Pilot", ("day", 46027), 100, 1.234, 10, "0,5 TB"]]
    imported = begin(workbook(table))
    assert imported.cell_format.sign == ","
    [row] = plan_import(imported).add
    assert row.values["source_size"] == 1_234_000_000_000
    assert row.values["target_size"] == 500_000_000_000


def test_an_error_of_a_spreadsheet_is_unknown_or_refused_but_not_zero(begin, phase):
    titles = TITLES.replace("\n", ",Remaining size,Note\n")
    good = "Pilot,2026-01-05,100,1000,10,100,#N/A,\n"
    assert plan_import(begin(titles + good)).add[0].values["remaining_size"] is None
    bad = "Pilot,2026-01-05,#REF!,1.23457E+14,10,100,,#NAME?\n"
    found = problems(begin(titles + bad))
    assert [column for _, column, _ in found] == [
        "Source objects",
        "Source size",
        "Note",
    ]
    assert "spreadsheet error #REF!" in found[0][2]
    assert "A spreadsheet rounded this number" in found[1][2]


def test_a_phase_of_another_project_is_none_of_ours(begin, phase, harbour, operator):
    assert (
        "no phase with this name"
        in problems(begin(GOOD.replace("Pilot", "Theirs")))[0][2]
    )


class TestPages:
    @pytest.fixture
    def web(self, client_of, operator):
        return client_of(operator)

    def upload(self, web, url: str, text: str, name: str = "figures.csv"):
        file = SimpleUploadedFile(name, text.encode())
        return web.post(url, {"file": file}, follow=True)

    @pytest.mark.parametrize("form", ["csv", "json"])
    def test_our_own_export_comes_back_unchanged(self, web, phase, project, form):
        add_measurement(phase=phase, timestamp=DAY, note="=cmd()", **figures())
        add_measurement(
            phase=phase,
            timestamp=DAY,
            type="REFERENCE",
            target_scratch_tapes=4,
            remaining_size=7,
            remaining_objects=1,
            **figures(),
        )
        address = f"phases:measurements_{form}"
        exported = body(web.get(reverse(address, args=[phase.pk])))
        copy = create_phase(project=project, name="Copy")
        url = reverse("phases:import_to_phase", args=[copy.pk])
        page = self.upload(web, url, exported)
        assert "2 to add" in body(page)
        imported = MeasurementImport.objects.get()
        apply = reverse("phases:import_apply", args=[imported.pk])
        web.post(apply, {"unusual_ok": "on"})
        again = body(web.get(reverse(address, args=[copy.pk])))
        assert again.replace("Copy", phase.name) == exported

    def test_from_upload_to_undo(self, web, phase, project):
        url = reverse("phases:import_to_project", args=[project.pk])
        self.upload(web, url, GOOD)
        imported = MeasurementImport.objects.get()
        applied = web.post(
            reverse("phases:import_apply", args=[imported.pk]), follow=True
        )
        assert "Measurements added: 2" in toast(applied)
        undone = web.post(
            reverse("phases:import_undo", args=[imported.pk]), follow=True
        )
        assert "set back: 2" in toast(undone)
        assert stored() == []
        assert "Undone" in body(web.get(url))

    def test_unusual_rows_take_one_more_click(self, web, phase, project):
        url = reverse("phases:import_to_project", args=[project.pk])
        page = self.upload(web, url, UNUSUAL)
        assert "Progress by objects rises from 20.0%" in body(page)
        apply = reverse(
            "phases:import_apply", args=[MeasurementImport.objects.get().pk]
        )
        assert "unusual" in toast(web.post(apply, follow=True))
        assert stored() == []
        web.post(apply, {"unusual_ok": "on"})
        assert len(stored()) == 4

    def test_columns_are_chosen_where_titles_do_not_tell(self, web, phase):
        url = reverse("phases:import_to_phase", args=[phase.pk])
        text = "When,A,B,C,D\n2026-01-05,1,2,3,4\n"
        page = self.upload(web, url, text)
        assert "Some columns have not been chosen yet" in body(page)
        imported = MeasurementImport.objects.get()
        chosen = {
            "timestamp": 0,
            "source_objects": 1,
            "source_size": 2,
            "target_objects": 3,
            "target_size": 4,
            "date_order": "iso",
            "size_unit": 1,
        }
        address = imported.get_absolute_url()
        assert "1 to add" in body(web.post(address, chosen, follow=True))
        twice = web.post(address, {**chosen, "target_size": 3})
        assert (
            error_at(twice, "target_size")
            == "This column is already used for another field."
        )

    def test_a_file_that_can_not_be_read_says_why(self, web, phase):
        url = reverse("phases:import_to_phase", args=[phase.pk])
        assert "only column titles" in error_at(self.upload(web, url, "Date\n"), "file")
        assert error_at(web.post(url), "file") == "This field is required."

    def test_a_draft_is_discarded(self, web, phase):
        url = reverse("phases:import_to_phase", args=[phase.pk])
        self.upload(web, url, GOOD)
        imported = MeasurementImport.objects.get()
        web.post(reverse("phases:import_discard", args=[imported.pk]))
        assert not MeasurementImport.objects.exists()

    def test_what_the_file_says_is_escaped(self, web, phase):
        url = reverse("phases:import_to_phase", args=[phase.pk])
        page = self.upload(web, url, "Date,<b>x</b>\n<script>,2\n", "<i>.csv")
        assert "<script>," not in body(page)
        assert "<b>x</b>" not in body(page)
