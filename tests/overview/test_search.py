"""Global search: customers, projects and phases that one may see."""

import pytest
from django.urls import reverse

from projects.services import create_project
from tests.tracker.builders import some_phases
from tests.tracker.reading import HTMX, body, read

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


def test_htmx_gets_the_results_only(web, phase):
    part = body(web.get(URL, {"q": "pilot"}, headers=HTMX))
    assert "<html" not in part
    assert "Pilot" in part


def test_a_text_that_is_longer_than_any_name_is_told(web, phase):
    page = read(web.get(URL, {"q": "x" * 5000}))
    assert "Names have at most 200 characters." in page.texts["#main"]
    assert "x" not in page.texts[".page-head"]
