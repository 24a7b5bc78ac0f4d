"""Phases from a file: what each row would do, then all of it or none."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from phases.models import Phase, PhaseImport
from phases.services import phase_imports
from phases.services.phase_imports import (
    apply_phase_import,
    begin_phase_import,
    map_phase_columns,
    plan_phases,
)
from phases.services.phases import create_phase
from projects.services import create_project
from tests.files.sheets.workbooks import workbook
from tests.tracker.reading import body, error_at, toast

GOOD = (
    "Name,Type,Status,Source,Target,Buckets,Target date\n"
    "News,Rio cruise,Planned,A,B,one; two,2027-03-31\n"
    "Sport,,,A,C,,\n"
)


@pytest.fixture
def begin(project, operator):
    def begun(text: str | bytes, **options) -> PhaseImport:
        imported = begin_phase_import(
            project=project,
            content=text.encode() if isinstance(text, str) else text,
            file_name="phases.csv",
            created_by=operator,
        )
        if not options:
            return imported
        asked = {"date_order": "iso", "update_existing": False, **options}
        return map_phase_columns(imported=imported, mapping=imported.mapped, **asked)

    return begun


def problems(imported) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.why) for p in plan_phases(imported).problems]


def names() -> list[str]:
    return sorted(Phase.objects.values_list("name", flat=True))


def test_a_file_of_phases(begin, project):
    imported = begin(GOOD)
    assert names() == []
    apply_phase_import(imported=imported)
    news, sport = Phase.objects.order_by("name")
    assert (news.type, news.status, news.source, news.target) == (
        "RIO_CRUISE", "planned", "A", "B",
    )  # fmt: skip
    assert (news.buckets, news.target_date) == (["one", "two"], date(2027, 3, 31))
    assert (sport.type, sport.status) == (project.type, "active")


def test_a_workbook_of_phases(begin):
    table = [
        ["Phase", "Due", "Source"],
        [2019, ("day", 46027), "=A"],
        ["News", None, 7],
    ]
    apply_phase_import(imported=begin(workbook(table)))
    found = Phase.objects.order_by("name").values_list("name", "target_date", "source")
    assert list(found) == [("2019", date(2026, 1, 5), "=A"), ("News", None, "7")]


def test_the_same_again_changes_nothing(begin):
    apply_phase_import(imported=begin(GOOD))
    again = begin(GOOD, update_existing=True)
    plan = plan_phases(again)
    assert (len(plan.same), plan.change_count) == (2, 0)
    apply_phase_import(imported=again)
    assert names() == ["News", "Sport"]
    assert not Phase.pgh_event_model.objects.filter(pgh_label="update").exists()


def test_what_differs_is_changed_only_if_that_is_chosen(begin, project):
    phase = create_phase(project=project, name="news", source="Z", target="B")
    [row] = plan_phases(begin(GOOD)).differing
    assert [(d.label, d.before, d.after) for d in row.differences] == [
        ("Type", "IOM by bucket", "Rio cruise"),
        ("Status", "Active", "Planned"),
        ("Source", "Z", "A"),
        ("Buckets", "", "one; two"),
        ("Target date", "", "2027-03-31"),
    ]
    apply_phase_import(imported=begin(GOOD))
    phase.refresh_from_db()
    assert (phase.source, names()) == ("Z", ["Sport", "news"])
    apply_phase_import(imported=begin(GOOD, update_existing=True))
    phase.refresh_from_db()
    assert (phase.name, phase.source, phase.status) == ("news", "A", "planned")


def test_an_empty_cell_changes_nothing(begin, project):
    create_phase(
        project=project, name="Sport", source="A", target_date=date(2027, 1, 1)
    )
    text = "Name,Source,Target date\nSport,A,\n"
    assert len(plan_phases(begin(text)).same) == 1


def test_every_problem_is_named_by_row_and_column(begin, project):
    imported = begin(
        "Name,Type,Source,Target,Target date,Project,Customer\n"
        "One,Cruise,A,B,31.3.2027,,\n"
        ",,A,B,,,\n"
        "Two,,A,A,,,\n"
        f"Three,,A,B,,Other,{project.customer.name.upper()}\n"
        "Four,,A,B,,,\n"
        "four,,A,B,,,\n"
        "Five,,#REF!,B,,,\n"
        f"{'x' * 201},,A,B,,,\n"
        "evil\u202etxt,,A,B,,,\n"
    )
    found = problems(imported)
    assert [(row, column) for row, column, _ in found] == [
        (2, "Type"), (2, "Target date"), (3, "Name"), (4, "Target"), (5, "Project"),
        (7, "Name"), (8, "Source"), (9, "Name"), (10, "Name"),
    ]  # fmt: skip
    why = [sentence for _, _, sentence in found]
    assert why[0] == "Write one of: IOM by bucket, IOM by exclusion, Rio cruise."
    assert "same location" in why[3]
    assert f"to add the phase to {project.name}" in why[4]
    assert why[5] == "Row 6 already has this name. Keep only one of them."
    assert "spreadsheet error #REF!" in why[6]
    with pytest.raises(ValidationError, match="still has problems"):
        apply_phase_import(imported=imported)
    assert names() == []


def test_a_rival_that_was_quicker_is_named_and_nothing_is_added(
    begin, project, monkeypatch
):
    imported = begin(GOOD)
    plan = plan_phases(imported)
    create_phase(project=project, name="sport")
    monkeypatch.setattr(phase_imports, "plan_phases", lambda _: plan)
    with pytest.raises(ValidationError, match="Sport: This project already has"):
        apply_phase_import(imported=imported)
    assert names() == ["sport"]


def test_names_that_are_nearly_the_same_are_hinted_at(begin, project):
    create_phase(project=project, name="NEWS 2019")
    text = "Name\nNews_2019\nAMC Networks\namc-networks\nphase 1\n"
    assert [row.hint for row in plan_phases(begin(text)).add] == [
        "Already exists: NEWS 2019. Is the new phase another one?",
        "",
        "Nearly the same name as in row 3.",
        "This name says little about the phase. Better name its content.",
    ]


@pytest.mark.parametrize(
    ("cell", "buckets"),
    [
        ("a;b ; c", ["a", "b", "c"]),
        ('"a;b\nc"', ["a;b", "c"]),
        ('"[""a; b"", "" c""]"', ["a; b", " c"]),
        ("[a]", ["[a]"]),
    ],
)
def test_several_buckets_in_a_cell(begin, cell, buckets):
    [row] = plan_phases(begin(f"Name,Buckets\nNews,{cell}\n")).add
    assert row.phase.buckets == buckets


def test_too_many_phases_are_refused(begin, monkeypatch):
    monkeypatch.setattr(phase_imports, "MOST_PHASES", 1)
    with pytest.raises(ValidationError, match="more than 1 phases"):
        begin(GOOD)


def test_more_rows_ask_no_more(begin, queries):
    def cost(rows: int) -> int:
        text = "Name,Source\n" + "".join(f"{rows} {n},A\n" for n in range(rows))
        imported = begin(text)
        before = len(queries.captured_queries)
        apply_phase_import(imported=imported)
        return len(queries.captured_queries) - before

    with queries:
        cost(2)  # the first one of a connection takes more
        assert cost(3) == cost(80)


class TestPages:
    @pytest.fixture
    def web(self, client_of, operator):
        return client_of(operator)

    @pytest.fixture
    def upload(self, web, project):
        def uploaded(content: str | bytes, name: str = "phases.csv", into=project):
            content = content.encode() if isinstance(content, str) else content
            url = reverse("phases:phase_file", args=[into.pk])
            file = SimpleUploadedFile(name, content)
            return web.post(url, {"file": file}, follow=True)

        return uploaded

    def apply(self, web):
        imported = PhaseImport.objects.latest().first()
        url = reverse("phases:phase_import_apply", args=[imported.pk])
        return web.post(url, follow=True)

    def test_from_the_upload_to_the_phases(self, web, upload):
        page = upload(GOOD)
        assert "Import 2 phases" in body(page)
        assert "Phases added: 2" in toast(self.apply(web))
        assert names() == ["News", "Sport"]
        assert "already been imported" in toast(self.apply(web))

    def test_a_list_that_was_exported_comes_back_unchanged(
        self, web, upload, project, northwind
    ):
        apply = {"source": "=A", "target": "- B", "target_date": date(2027, 3, 31)}
        create_phase(project=project, name="@News", status="paused", **apply)
        create_phase(project=project, name="Sport", type="RIO_CRUISE")
        columns = "&columns=".join(("type", "source", "target"))
        url = reverse("phases:list")
        exported = web.get(
            f"{url}?format=csv&columns=status&columns=target_date"
            f"&columns=customer&columns=project&columns={columns}"
        )
        listed = body(exported)
        assert "0 to add, 0 different, 2 unchanged" in body(upload(listed))
        other = create_project(customer=northwind, name="Copy", type="IOM_BUCKET")
        assert "This row names another project" in body(upload(listed, into=other))
        fields = ("name", "type", "status", "source", "target", "target_date")
        upload(listed.replace(project.name, "Copy"), into=other)
        self.apply(web)
        copies = other.phases.order_by("name").values_list(*fields)
        assert list(copies) == list(
            project.phases.order_by("name").values_list(*fields)
        )

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_the_table_to_fill_in_can_be_imported(self, web, upload, kind):
        file = web.get(reverse(f"phases:phase_table_{kind}"))
        content = b"".join(file) if kind == "csv" else file.content
        assert "1 to add" in body(upload(content, f"phases.{kind}"))
        self.apply(web)
        assert Phase.objects.get().buckets == ["news_2019", "news_2019_raw"]

    def test_columns_are_chosen_where_titles_do_not_tell(self, web, upload):
        page = upload("Was,Bis\nNews,31.3.2027\n")
        assert "Some columns have not been chosen yet" in body(page)
        address = PhaseImport.objects.get().get_absolute_url()
        chosen = {"name": 0, "target_date": 1, "date_order": "dmy"}
        page = body(web.post(address, chosen, follow=True))
        assert "1 to add" in page
        assert "31 Mar 2027" in page

    def test_a_file_that_can_not_be_read_says_why(self, upload):
        assert "only column titles" in error_at(upload("Name\n"), "file")
        wide = "Name," * 100_000
        assert "more than 100 columns" in error_at(upload(f"{wide}\n1\n"), "file")
        long = f"Name\n{'x' * 1_000_000}\n"
        assert "is not CSV" in error_at(upload(long), "file")
        assert "not text" in error_at(upload("Name\nx\0y\n"), "file")

    def test_what_the_file_says_is_escaped(self, upload):
        page = body(upload("Name,<b>x</b>\n<script>,2\n", "<i>.csv"))
        assert "<script>," not in page
        assert "<b>x</b>" not in page

    def test_a_draft_is_discarded(self, web, upload):
        upload(GOOD)
        imported = PhaseImport.objects.get()
        web.post(reverse("phases:phase_import_discard", args=[imported.pk]))
        assert not PhaseImport.objects.exists()
        with pytest.raises(ValidationError, match="has been discarded"):
            apply_phase_import(imported=imported)


class TestCommand:
    @pytest.fixture
    def run(self, project, tmp_path):
        def ran(text: str, *options: str):
            path = tmp_path / "phases.csv"
            path.write_text(text)
            out, code = StringIO(), 0
            where = ("--customer", project.customer.name, "--project", project.name)
            try:
                call_command(
                    "import_phases", *where, path, *options, "--format=json", stdout=out
                )
            except CommandError as error:
                code = error.returncode
            return code, json.loads(out.getvalue())

        return ran

    def test_a_dry_run_then_the_import(self, run):
        code, record = run(GOOD, "--dry-run")
        assert (code, record["added"], names()) == (0, ["News", "Sport"], [])
        assert run(GOOD)[1]["dry_run"] is False
        assert names() == ["News", "Sport"]

    def test_what_was_left_out_is_told_by_the_exit_code(self, run):
        run(GOOD)
        other = GOOD.replace("A,B", "A,Z")
        code, record = run(other)
        change = {"target": {"before": "B", "after": "Z"}}
        assert (code, record["different"][0]["changes"]) == (2, change)
        code, record = run(other, "--update")
        assert (code, len(record["updated"])) == (0, 1)

    def test_what_list_phases_prints_comes_back_unchanged(
        self, run, project, northwind
    ):
        day, buckets = date(2027, 3, 31), ["a; b", "c"]
        create_phase(project=project, name="News", buckets=buckets, target_date=day)
        out = StringIO()
        call_command("list_phases", "--format=json", stdout=out)
        assert run(out.getvalue())[1]["unchanged"] == ["News"]

    def test_with_a_problem_nothing_is_added(self, run):
        code, record = run(GOOD + "News,,,,,,\n")
        assert (code, record["problems"][0]["row"], names()) == (1, 4, [])
        assert not PhaseImport.objects.exists()
