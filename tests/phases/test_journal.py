"""The journal of a phase."""

import pytest
from django.urls import reverse

from tests.tracker.reading import HTMX, body, error_at, read


@pytest.fixture
def web(client_of, operator):
    return client_of(operator)


def url(phase) -> str:
    return reverse("phases:note_add", args=[phase.pk])


def test_a_note_is_kept_with_its_author(web, phase):
    response = web.post(url(phase), {"text": "Library is moved <b>tomorrow</b>"})
    html = read(web.get(response.url)).texts[".journal"]
    assert "operator" in html
    assert "Library is moved <b>tomorrow</b>" in html


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("text", ["", "  \n", "x" * 5001, "a\0b"])
def test_a_bad_note_is_refused_by_its_field(web, phase, text, headers):
    response = web.post(url(phase), {"text": text}, headers=headers)
    assert error_at(response, "text")
    assert not phase.notes.exists()


def test_lines_stay_lines(web, phase):
    web.post(url(phase), {"text": "one\ntwo"})
    assert "one<br>two" in body(web.get(phase.get_absolute_url()))


def test_a_viewer_reads_it_but_has_no_form(client_of, viewer, phase):
    seen = client_of(viewer).get(phase.get_absolute_url())
    assert url(phase) not in read(seen).attributes("form", "action")
