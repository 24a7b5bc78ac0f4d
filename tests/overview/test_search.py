"""Search over everything that one may see."""

import pytest
from django.db.models import Func, TextField
from django.urls import reverse

from customers.models import Customer
from notes.services import add_note
from phases.services.phases import create_phase
from projects.services import create_project
from reports.services import make_now, new_report
from reports.snapshot import ReportRequest
from tests.gather import stocks
from tests.restore.test_pages.builders import some_restore
from tests.tracker.builders import some_phases
from tests.tracker.reading import HTMX, body, read
from tracker import searching
from tracker.folding import fold, folded
from tracker.searching import words_of

pytestmark = pytest.mark.slow

URL = reverse("search")


@pytest.fixture
def web(client_of, viewer):
    return client_of(viewer)


def links(response) -> list[str]:
    return read(response).attributes("a", "href")


@pytest.mark.parametrize("text", ["NORTH", "archive", "pilo"])
def test_a_part_of_a_name_is_enough(web, phase, text):
    found = {
        "NORTH": phase.project.customer,
        "archive": phase.project,
        "pilo": phase,
    }[text]
    assert found.get_absolute_url() in links(web.get(URL, {"q": text}))


def test_others_rows_are_not_found(web, phase, harbour):
    theirs = create_project(customer=harbour, name="News archive", type="IOM_BUCKET")
    found = links(web.get(URL, {"q": "news"}))
    assert phase.project.get_absolute_url() in found
    assert theirs.get_absolute_url() not in found


@pytest.mark.parametrize("text", ["", "  ", "%", "_", "\0", "x" * 5000, "'; --", "🎬"])
def test_odd_texts_find_nothing_and_do_no_harm(web, phase, text):
    response = web.get(URL, {"q": text})
    assert response.status_code == 200
    assert phase.get_absolute_url() not in links(response)


def test_markup_is_shown_not_run(web, db):
    assert "<script>alert" not in body(web.get(URL, {"q": "<script>alert(1)</script>"}))


def test_nothing_found_says_so(web, phase):
    assert "No results" in read(web.get(URL, {"q": "zzz"})).texts[".empty"]


def test_many_are_cut_and_said_so(web, project):
    some_phases(project, 30)
    html = body(web.get(URL, {"q": "part"}))
    assert "Only the first 20 are shown." in html
    assert html.count("Part 000") == 20
    assert body(web.get(URL, {"q": "part", "live": "1"})).count("Part 000") == 5


def test_words_may_be_of_what_is_above(web, phase):
    assert phase.get_absolute_url() in links(web.get(URL, {"q": "northwind pilot"}))
    assert phase.get_absolute_url() not in links(web.get(URL, {"q": "northwind news"}))
    assert phase.get_absolute_url() not in links(web.get(URL, {"q": "harbour pilot"}))


@pytest.mark.parametrize(
    "text", ["Cafe", "CAFÉ", "cafe\u0301", "smorrebrod", "STRASSE"]
)
def test_accents_and_case_do_not_matter(web, project, text):
    phase = create_phase(project=project, name="Café Straße, smørrebrød")
    assert phase.get_absolute_url() in links(web.get(URL, {"q": text}))


@pytest.mark.parametrize("text", ["İÅǅﬁ①", "Łódź, Þingvellir", "plain", "日本 🎬"])
def test_the_database_folds_as_we_do(northwind, text):
    rows = Customer.objects.annotate(folded=folded("name", "database_suffix"))
    Customer.objects.filter(pk=northwind.pk).update(name=text)
    assert rows.get().folded == fold(f"{text} {northwind.database_suffix}")


def test_each_kind_is_found_and_nothing_of_others(web, phase, harbour, operator):
    text = "The zebra moves: " + "on " * 99
    note = add_note(subject=phase, text=text, author=operator)
    for customer in (phase.project.customer, harbour):
        stocks.blackpearl(customer, buckets={"ZEBRA": (1, 1)})
    theirs = create_project(customer=harbour, name="Zebra", type="IOM_BUCKET")
    other = create_phase(project=theirs, name="Zebra")
    add_note(subject=other, text="A zebra there.", author=operator)
    page = web.get(URL, {"q": "zebra"})
    titles = [group.title for group in page.context["groups"]]
    assert titles == ["Buckets", "Notes"]
    assert "Harbour" not in body(page)
    assert note.get_absolute_url() in links(page)


def test_backups_inventories_and_reports(web, northwind, phase):
    restore = some_restore(northwind)
    inventory = stocks.blackpearl(northwind)
    report = make_now(
        report=new_report(ReportRequest(northwind, phase=phase), "csv", "a test", None)
    )
    for row, text in [
        (restore, restore.name),
        (inventory, inventory.backup_sha256[:12]),
        (report, report.name),
    ]:
        assert row.get_absolute_url() in links(web.get(URL, {"q": text})), text


def slow(*columns: str) -> Func:
    return Func(template="pg_sleep(0.5)::text", output_field=TextField())


def test_what_takes_too_long_is_unknown(web, phase, monkeypatch):
    monkeypatch.setattr(searching, "PATIENCE_MS", 10)
    monkeypatch.setattr(searching, "folded", slow)
    page = web.get(URL, {"q": "pilot"})
    assert "Searching these took too long." in body(page)
    assert "No results" not in body(page)


def test_any_text_over_many_phases_is_little_work(
    web, project, django_assert_max_num_queries
):
    some_phases(project, 300)
    with django_assert_max_num_queries(60):
        web.get(URL, {"q": "é " * 90})
    assert len(words_of("a b c d e f g")) == 5


@pytest.mark.parametrize(
    ("person", "labels"),
    [("viewer", []), ("operator", ["Add customer"]), ("manager", ["Add customer"])],
)
def test_actions_are_for_those_who_may(request, client_of, person, labels):
    web = client_of(request.getfixturevalue(person))
    page = web.get(URL, {"q": "add cust", "live": "1"}, headers=HTMX)
    assert [place.label for place in page.context["places"]] == labels


def test_pages_are_offered_before_anything_is_typed(web):
    page = web.get(URL, {"q": "", "live": "1"}, headers=HTMX)
    assert reverse("phases:list") in links(page)
    assert "No results" not in body(page)


def test_htmx_gets_the_results_only(web, phase):
    part = body(web.get(URL, {"q": "pilot"}, headers=HTMX))
    assert "<html" not in part
    assert "Pilot" in part


def test_a_text_that_is_longer_than_any_name_is_told(web, phase):
    page = read(web.get(URL, {"q": "x" * 5000}))
    assert "Names have at most 200 characters." in page.texts["#main"]
    assert "x" not in page.texts[".page-head"]
