"""Notes on customers, projects and phases."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from notes.models import Note
from notes.services import add_note, change_note
from tests.notes.conftest import add_url
from tests.tracker.reading import HTMX, body, error_at, read
from tracker.history import events

pytestmark = pytest.mark.slow


@pytest.fixture(params=["northwind", "project", "phase"])
def subject(request):
    return request.getfixturevalue(request.param)


def edit(web, note, text, **more):
    url = reverse("notes:edit", args=[note.pk])
    form = web.get(url).context["form"]
    return web.post(url, {"text": text, "version": form["version"].value(), **more})


def test_a_note_is_kept_with_its_author(web, subject):
    response = web.post(add_url(subject), {"text": "Library <b>moves</b>\r\nSoon"})
    assert response.url == f"{subject.get_absolute_url()}#notes"
    html = read(web.get(subject.get_absolute_url())).texts[".journal"]
    assert "operator" in html
    assert "Library <b>moves</b>" in html
    assert Note.objects.get().subject == subject


def test_it_is_shown_with_its_subject_only(web, northwind, project, phase, operator):
    for row in (northwind, project, phase):
        add_note(subject=row, text=f"About {row}.", author=operator)
    for row in (northwind, project, phase):
        text = read(web.get(row.get_absolute_url())).texts[".journal"]
        assert text.count("About") == 1
        assert f"About {row}." in text


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("text", ["", "  \n", "x" * 5001, "a\0b"])
def test_a_bad_note_is_refused_by_its_field(web, phase, text, headers):
    response = web.post(add_url(phase), {"text": text}, headers=headers)
    assert error_at(response, "text")
    assert not phase.notes.exists()


def test_lines_stay_lines(web, phase):
    web.post(add_url(phase), {"text": "one\r\ntwo"})
    assert "one<br>two" in body(web.get(phase.get_absolute_url()))


def test_a_viewer_reads_it_but_has_no_form(client_of, viewer, note):
    seen = read(client_of(viewer).get(note.phase.get_absolute_url()))
    assert "The library moves." in seen.texts[".journal"]
    assert add_url(note.phase) not in seen.attributes("form", "action")


def test_the_latest_come_first_and_older_ones_when_asked_for(web, phase, operator):
    texts = [f"No {n}." for n in range(23)]
    added = [add_note(subject=phase, text=text, author=operator) for text in texts]
    shown, url = [], ""
    page = web.get(phase.get_absolute_url())
    while True:
        assert len(page.context["notes"]) <= 10
        shown += [one.note.text for one in page.context["notes"]]
        url = page.context["older_url"]
        if not url:
            break
        page = web.get(url, headers=HTMX)
        assert "<html" not in body(page)
    assert shown == texts[::-1]
    for note in (added[0], added[12], added[-1]):  # wherever it is by now
        place = web.get(note.get_absolute_url()).url
        assert f'id="{note.anchor}"' in body(web.get(place.partition("#")[0]))


@pytest.mark.parametrize("cursor", ["x", "%00", "WzEsMixmYWxzZV0", "9" * 5000])
def test_a_strange_page_is_the_first(web, note, cursor):
    url = reverse("notes:of_phase", args=[note.phase.pk])
    assert "The library moves." in body(web.get(f"{url}?page={cursor}"))


def test_its_author_edits_it_and_earlier_words_are_kept(web, note):
    edit(web, note, "The library stays.")
    page = web.get(note.phase.get_absolute_url())
    assert "edited" in read(page).texts[".journal"]
    assert "The library moves." in read(page).texts[".history"]
    texts = events(Note).filter(pgh_obj_id=note.pk).values_list("text", flat=True)
    assert set(texts) == {"The library moves.", "The library stays."}


def test_the_same_words_again_are_no_edit(web, note):
    edit(web, note, note.text)
    note.refresh_from_db()
    assert note.edited_at is None


def test_who_edits_an_older_version_is_told(web, note):
    response = edit(web, note, "Later.", version="2026-01-01T00:00:00+00:00")
    assert "Someone else changed this" in body(response)


def test_others_do_not_edit_it(client_of, colleague, manager, note):
    for person in (colleague, manager):
        url = reverse("notes:edit", args=[note.pk])
        assert client_of(person).post(url, {"text": "X"}).status_code == 403
        with pytest.raises(PermissionDenied):
            change_note(note=note, text="X", by=person)


@pytest.mark.parametrize(
    ("person", "status"), [("colleague", 403), ("operator", 302), ("manager", 302)]
)
def test_its_author_and_managers_delete_it(request, client_of, note, person, status):
    client = client_of(request.getfixturevalue(person))
    answer = client.post(reverse("notes:delete", args=[note.pk]))
    assert answer.status_code == status
    assert Note.objects.exists() == (status == 403)
    page = client.get(note.phase.get_absolute_url())
    assert ("deleted the note" in read(page).texts[".history"]) == (status == 302)


def test_a_note_is_about_one_thing_of_its_customer(northwind, project, phase, harbour):
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(customer=northwind, project=project, phase=phase, text="X")
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(customer=harbour, phase=phase, text="X")
    with pytest.raises(ValidationError):
        add_note(subject=phase, text=" \n", author=None)


def test_activity_says_on_what(web, note, northwind):
    add_note(subject=northwind, text="Call them.", author=None)
    text = " ".join(read(web.get(reverse("activity"))).texts[".trail"].split())
    assert "added a note to Pilot (“The library moves.”)" in text
    assert "added a note to Northwind Studios (“Call them.”)" in text


def test_more_notes_need_no_more_queries(web, phase, operator, queries):
    for number in range(2):
        add_note(subject=phase, text=f"@operator {number}", author=operator)
    with queries:
        web.get(phase.get_absolute_url())
    before = len(queries)
    for number in range(5):
        add_note(subject=phase, text=f"@operator {number}", author=operator)
    with queries:
        web.get(phase.get_absolute_url())
    assert len(queries) == before
