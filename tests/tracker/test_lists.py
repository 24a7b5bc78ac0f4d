"""Lists: search, filters, sorting, columns, paging; all of it in the address."""

from datetime import date

import pytest
from django.urls import reverse

from customers.services import create_customer
from customers.tables import CustomerTable
from phases.models import Phase
from phases.services.phases import create_phase
from phases.tables import PhaseTable
from projects.services import create_project
from projects.tables import ProjectTable
from tests.tracker.builders import some_phases
from tests.tracker.reading import HTMX, body, names, read
from tests.tracker.test_cursor import FORGERIES

pytestmark = pytest.mark.slow

CUSTOMERS, PROJECTS, PHASES = (
    reverse(f"{app}:list") for app in ("customers", "projects", "phases")
)
TABLES = {CUSTOMERS: CustomerTable, PROJECTS: ProjectTable, PHASES: PhaseTable}


@pytest.fixture
def web(client_of, viewer):
    return client_of(viewer)


@pytest.fixture
def three(project):
    """Three phases that no two orders leave alike."""
    common = {"project": project, "source": "LTO7"}
    create_phase(**common, name="beta", status="paused", target_date=date(2027, 1, 2))
    create_phase(**common, name="Alpha", type="RIO_CRUISE")
    create_phase(**common, name="gamma", target_date=date(2027, 1, 1))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AL", ["Alpha"]),
        ("a", ["Alpha", "beta", "gamma"]),
        ("%", []),
        ("_", []),
        ("<script>", []),
        ("' OR 1=1 --", []),
    ],
)
def test_search_is_in_the_names_whatever_their_case(web, three, text, found):
    assert names(web.get(PHASES, {"q": text})) == found


def test_what_was_searched_stays_in_its_field(web, three):
    assert '"><b>' in read(web.get(PHASES, {"q": '"><b>'})).attributes("input", "value")


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"status": "paused"}, ["beta"]),
        ({"type": "RIO_CRUISE"}, ["Alpha"]),
        ({"due_before": "2027-01-01"}, ["gamma"]),
        ({"due_before": "2027-01-02", "status": "active"}, ["gamma"]),
        ({"status": "completed"}, []),
    ],
)
def test_filters_narrow(web, three, filters, found):
    assert names(web.get(PHASES, filters)) == found


def test_the_hierarchy_filters(web, three, project, northwind):
    create_project(customer=northwind, name="Empty", type="IOM_BUCKET")
    assert len(names(web.get(PHASES, {"customer": northwind.pk}))) == 3
    assert len(names(web.get(PHASES, {"project": project.pk}))) == 3
    assert names(web.get(PROJECTS, {"customer": northwind.pk})) == [
        "Empty",
        "News archive",
    ]


def test_inactive_and_active_ones_are_told_apart(web, northwind):
    assert names(web.get(CUSTOMERS, {"active": "true"})) == ["Northwind Studios"]
    assert names(web.get(CUSTOMERS, {"active": "false"})) == []


@pytest.mark.parametrize(
    "filters",
    [
        {"status": "done"},
        {"type": "\0"},
        {"customer": "not-an-id"},
        {"customer": "\0"},
        {"project": "00000000-0000-0000-0000-000000000001"},
        {"due_before": "soon"},
        {"q": "\0"},
    ],
)
def test_a_filter_that_is_none_is_left_out_and_said_so(web, three, filters):
    response = web.get(PHASES, filters)
    assert len(names(response)) == 3
    assert "One filter was ignored" in read(response).texts[".notice"]


def test_somebody_elses_rows_are_neither_found_nor_choices(web, three, harbour):
    theirs = create_project(customer=harbour, name="Weather", type="IOM_BUCKET")
    create_phase(project=theirs, name="Alpha of others")
    for filters in (
        {},
        {"customer": harbour.pk},
        {"project": theirs.pk},
        {"q": "Alpha"},
    ):
        response = web.get(PHASES, filters)
        assert "Alpha of others" not in body(response)
        assert "Weather" not in body(response)


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("", ["Alpha", "beta", "gamma"]),
        ("name", ["Alpha", "beta", "gamma"]),
        ("-name", ["gamma", "beta", "Alpha"]),
        ("target_date", ["gamma", "beta", "Alpha"]),
        ("-target_date", ["beta", "gamma", "Alpha"]),
        ("created_at", ["beta", "Alpha", "gamma"]),
        ("nonsense", ["Alpha", "beta", "gamma"]),
        ("-select", ["Alpha", "beta", "gamma"]),
        ("project__customer__name", ["Alpha", "beta", "gamma"]),
    ],
)
def test_sorting(web, three, sort, found):
    assert names(web.get(PHASES, {"sort": sort})) == found


def sortable(table) -> list[str]:
    columns = table.base_columns.items()
    return [name for name, column in columns if column.orderable is not False]


@pytest.mark.parametrize("url", TABLES)
def test_each_column_sorts_both_ways_and_says_so(web, three, url):
    for name in sortable(TABLES[url]):
        shown = read(web.get(url, {"sort": name, "columns": name}))
        assert shown.attributes("th", "aria-sort") == ["ascending"], name
        links = shown.attributes("a", "href")
        assert any(f"sort=-{name}" in link for link in links), name
        back = read(web.get(url, {"sort": f"-{name}", "columns": name}))
        assert back.attributes("th", "aria-sort") == ["descending"], name


def test_a_link_to_sort_keeps_the_filters(web, three):
    links = read(web.get(PHASES, {"q": "a", "status": "active"})).attributes(
        "a", "href"
    )
    assert any("q=a" in x and "status=active" in x and "sort=" in x for x in links)


def test_pages_are_walked_forth_and_back(web, project):
    some_phases(project, 120)
    first = web.get(PHASES)
    assert "50 of 120 phases" in read(first).texts[".pager"]
    second = web.get(PHASES, {"page": first.context["page"].next})
    third = web.get(PHASES, {"page": second.context["page"].next})
    seen = [*names(first), *names(second), *names(third)]
    assert seen == [f"Part {n:05}" for n in range(120)]
    again = web.get(PHASES, {"page": third.context["page"].previous})
    assert names(again) == names(second)


@pytest.mark.parametrize("sort", ["name", "-created_at", "target_date"])
def test_a_forged_cursor_is_harmless(web, three, sort):
    for cursor in FORGERIES:
        response = web.get(PHASES, {"page": cursor, "sort": sort})
        assert response.status_code == 200, cursor


def test_htmx_gets_the_results_only(web, three):
    part = body(web.get(PHASES, headers=HTMX))
    assert "<html" not in part
    assert "Alpha" in part


def headers(response) -> list[str]:
    return [str(c.header) for c in response.context["table"].columns if c.header]


def test_columns_are_chosen(web, three):
    response = web.get(PHASES, {"columns": ["status", "created_at", "nonsense"]})
    assert [h for h in headers(response) if "<" not in h] == [
        "Name",
        "Status",
        "Created",
    ]


def test_columns_of_nothing_known_are_the_usual_ones(web, three):
    usual = headers(web.get(PHASES))
    assert headers(web.get(PHASES, {"columns": "nonsense"})) == usual
    assert "Created" not in usual


def test_an_empty_list_says_what_to_do(client_of, administrator):
    html = read(client_of(administrator).get(CUSTOMERS))
    assert "No customers yet" in html.texts[".empty"]
    assert reverse("customers:create") in html.attributes("a", "href")


@pytest.mark.parametrize("url", ["/", PROJECTS, PHASES])
def test_who_may_add_nothing_is_offered_nothing_to_add(web, url):
    links = read(web.get(url)).attributes("a", "href")
    assert not [link for link in links if "/new/" in link]


def test_nothing_found_is_not_nothing_there(web, three):
    assert ".empty" not in read(web.get(PHASES, {"q": "nothing"})).texts


def test_a_deactivated_customer_stays_in_the_list(web, northwind):
    northwind.active = False
    northwind.save()
    assert "Inactive" in read(web.get(CUSTOMERS)).texts["#results"]


def test_names_that_differ_in_script_only_sort_without_harm(web, project):
    for name in ("Ä", "ä2", "日本", "🎬", "z", "\u00df"):
        create_phase(project=project, name=name)
    assert len(names(web.get(PHASES))) == Phase.objects.count() == 6


def test_the_customer_of_a_row_is_shown(web, project, northwind):
    assert northwind.get_absolute_url() in read(web.get(PROJECTS)).attributes(
        "a", "href"
    )
    create_customer(name="Lakeside")
    assert "Lakeside" not in body(web.get(PROJECTS))
