import pytest

from phases.services.phases import create_phase
from projects.services import create_project
from tests.commands.conftest import assert_refused


@pytest.fixture
def theirs(harbour):
    project = create_project(customer=harbour, name="News archive", type="IOM_BUCKET")
    return create_phase(project=project, name="日本", source="A", target="B")


def names(result):
    return [row["name"] for row in result.json]


def test_customers_as_json(run, northwind, harbour, project):
    rows = run("list_customers", "--format", "json").json
    assert [row["name"] for row in rows] == ["Harbour Television", "Northwind Studios"]
    assert [row["project_count"] for row in rows] == [0, 1]


def test_nothing_is_an_empty_array_and_a_hint(run):
    for name in ("customers", "projects", "phases"):
        assert run(f"list_{name}", "--format", "json").json == []
        assert run(f"list_{name}").out.startswith(f"No {name}")


def test_projects_of_one_customer(run, project, theirs):
    assert len(run("list_projects", "--format", "json").json) == 2
    rows = run("list_projects", "--customer", "harbour television", "--format", "json")
    assert [row["customer"] for row in rows.json] == ["Harbour Television"]


def test_phases_with_their_last_gather(run, measurement, theirs):
    rows = run("list_phases", "--format", "json").json
    assert [row["last_gather"] for row in rows] == [None, "2026-01-19"]
    assert rows[1]["customer"] == "Northwind Studios"


def test_phases_of_a_project(run, phase, theirs):
    listed = run("list_phases", "--project", "news ARCHIVE", "--format", "json")
    assert names(listed) == ["日本", "Pilot"]
    within = ("--customer", "Northwind Studios", "--project", "News archive")
    assert names(run("list_phases", *within, "--format", "json")) == ["Pilot"]
    by_id = run("list_phases", "--project", theirs.project.pk, "--format", "json")
    assert names(by_id) == ["日本"]
    assert_refused(run("list_phases", "--project", "x"), "No project is called 'x'.")


@pytest.mark.parametrize(("text", "found"), [("PIL", 1), ("%", 0), ("", 2), ("日", 1)])
def test_search(run, phase, theirs, text, found):
    listed = run("list_phases", "--search", text, "--format", "json")
    assert len(listed.json) == found


def test_columns_are_aligned_also_with_wide_letters(run, phase, theirs):
    head, first, second, _, count = run("list_phases").out.splitlines()
    assert count == "2 phases"
    at = head.index("TYPE")
    assert second[at:].startswith("IOM_BUCKET")
    assert first[at - 2 :].startswith("IOM_BUCKET")  # two letters of double width


def test_as_many_queries_for_many_phases(run, project, queries):
    def count():
        with queries:
            run("list_phases")
        return len(queries)

    create_phase(project=project, name="Phase 1")
    before = count()
    for number in range(2, 8):
        create_phase(project=project, name=f"Phase {number}")
    assert count() == before
