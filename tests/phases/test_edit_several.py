"""Changing several phases in one go: all or none, each as if it were changed alone."""

from datetime import date

import pytest
from django.urls import reverse

from notes.models import Note
from phases.models import Phase
from phases.services.phases import create_phase, delete_phase, update_phase
from projects.services import create_project
from tests.tracker.builders import some_phases
from tests.tracker.reading import Elements, body, error_at, read, toast
from tracker.history import history_of

pytestmark = pytest.mark.slow

URL = reverse("phases:edit_several")
LIST = reverse("phases:list")


@pytest.fixture
def web(client_of, operator):
    return client_of(operator)


@pytest.fixture
def pair(project):
    return [
        create_phase(project=project, name="Films", source="LTO7", target="LTO9"),
        create_phase(project=project, name="News", source="LTO8", status="paused"),
    ]


def hidden(response) -> dict[str, list[str]]:
    """What the form of a page sends along."""
    fields: dict[str, list[str]] = {}
    for tag, attrs in Elements(body(response)).tags:
        if tag == "input" and attrs.get("type") == "hidden" and attrs.get("value"):
            fields.setdefault(attrs["name"], []).append(attrs["value"])
    return {**fields, "row": sorted(set(fields.get("row", [])))}


def look(web, phases, **typed):
    data = {"row": [phase.pk for phase in phases], "step": "preview", **typed}
    return web.post(URL, data)


def save(web, phases, **typed):
    sent = hidden(look(web, phases, **typed))
    return web.post(URL, {**sent, "step": "save"})


def stored(field: str) -> dict[str, object]:
    return dict(Phase.objects.values_list("name", field))


def test_from_the_list_to_a_form_and_back(web, pair):
    here = f"{LIST}?status=paused"
    form = web.post(URL, {"row": [pair[0].pk], "next": here})
    assert "Films" in body(form)
    assert not read(form).texts.get(".errors")
    sent = {**hidden(form), "step": "preview", "target_date": "2027-03-12"}
    saved = web.post(URL, {**hidden(web.post(URL, sent)), "step": "save"})
    assert saved.url == here
    assert "1 phase changed." in toast(web.get(saved.url))
    assert stored("target_date") == {"Films": date(2027, 3, 12), "News": None}


def test_a_preview_says_what_was_and_will_be_and_stores_nothing(web, pair):
    page = look(web, pair, source="LTO8", note="Moved")
    text = " ".join(read(page).texts[".table"].split())
    assert "Films" in text
    assert "Source: LTO7 → LTO8" in text
    assert "Note only" in text
    assert stored("source") == {"Films": "LTO7", "News": "LTO8"}
    assert not Note.objects.exists()


def test_only_what_was_filled_in_changes(web, pair, operator):
    save(web, pair, target_tape_partition="P1", note="Moved to P1")
    assert stored("target_tape_partition") == {"Films": "P1", "News": "P1"}
    assert stored("source") == {"Films": "LTO7", "News": "LTO8"}
    assert stored("status") == {"Films": "active", "News": "paused"}
    notes = Note.objects.values_list("text", "author__username")
    assert list(notes) == [("Moved to P1", operator.username)] * 2


def test_a_value_is_removed(web, pair):
    update_phase(phase=pair[0], expected_date=date(2027, 1, 1), expected_reason="Told")
    save(web, pair, no_expected_date="on", no_source="on")
    assert stored("expected_date") == {"Films": None, "News": None}
    assert stored("expected_reason") == {"Films": "", "News": ""}
    assert stored("source") == {"Films": "", "News": ""}


def test_a_status_comes_with_its_reason(web, pair):
    update_phase(phase=pair[1], status_reason="Tapes are missing")
    save(web, pair, status="paused")
    assert stored("status_reason") == {"Films": "", "News": "Tapes are missing"}
    save(web, pair, status="paused", status_reason="Library is moved")
    assert set(stored("status_reason").values()) == {"Library is moved"}


def test_each_phase_has_the_change_in_its_history(web, pair, operator):
    save(web, pair, status="completed", status_reason="Verified")
    for phase in pair:
        entry = history_of(phase)[0]
        changes = {change.name: change.after for change in entry.changes}
        assert changes == {"status": "completed", "status_reason": "Verified"}
        assert entry.actor == operator.username


def test_a_refused_phase_is_named_and_stops_all(web, pair):
    data = hidden(look(web, pair, source="LTO9"))
    refused = web.post(URL, {**data, "step": "save"})
    assert refused.status_code == 422
    assert "Films: Source and target are the same location." in body(refused)
    assert stored("source") == {"Films": "LTO7", "News": "LTO8"}
    rest = hidden(web.post(URL, {**data, "step": "leave_out"}))
    web.post(URL, {**rest, "step": "save"})
    assert stored("source") == {"Films": "LTO7", "News": "LTO9"}


def test_a_phase_that_someone_else_changed_stops_all(web, pair):
    data = hidden(look(web, pair, source="LTO5"))
    update_phase(phase=pair[1], source="LTO6")
    refused = web.post(URL, {**data, "step": "save"})
    assert "News: Someone else changed this phase" in body(refused)
    assert stored("source") == {"Films": "LTO7", "News": "LTO6"}
    web.post(URL, {**hidden(refused), "step": "save"})
    assert stored("source") == {"Films": "LTO5", "News": "LTO5"}


def test_a_phase_that_someone_else_deleted_stops_all(web, pair):
    data = hidden(look(web, pair, source="LTO5"))
    delete_phase(phase=pair[1])
    refused = web.post(URL, {**data, "step": "save"})
    assert "no longer exist" in body(refused)
    assert stored("source") == {"Films": "LTO7"}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"status_reason": "Why"}, "status"),
        ({"status": "lost"}, "status"),
        ({"expected_date": "2027-01-01"}, "expected_reason"),
        ({"expected_reason": "Why"}, "expected_date"),
        ({"target_date": "soon"}, "target_date"),
        ({"target_date": "2027-01-01", "no_target_date": "on"}, "target_date"),
        ({"source": "A", "target": "A"}, "target"),
        ({"source": "x" * 1001}, "source"),
        ({"source": "a\0b"}, "source"),
        ({"source": "a\u202eb"}, "source"),
        ({"note": "x" * 5001}, "note"),
        ({"note": "a\0b"}, "note"),
    ],
)
def test_what_can_not_be_is_said_beside_its_field(web, pair, typed, field):
    assert error_at(look(web, pair, **typed), field)


def test_an_empty_form_asks_for_something(web, pair):
    assert "Fill in at least one field." in body(look(web, pair))
    assert "Fill in at least one field." in body(look(web, pair, source="  "))


@pytest.mark.parametrize("rows", [[], ["not-an-id"], ["\0"]])
@pytest.mark.parametrize("step", ["", "preview", "save", "leave_out"])
def test_rows_that_are_none_do_no_harm(web, pair, rows, step):
    data = {"row": rows, "step": step, "source": "LTO5"}
    assert "No phases selected" in body(web.post(URL, data))
    assert stored("source") == {"Films": "LTO7", "News": "LTO8"}


@pytest.mark.parametrize("version", ["", "x", "x y", "\0 2026-13-45T00:00:00Z"])
def test_without_a_preview_nothing_is_saved(web, pair, version):
    rows = [phase.pk for phase in pair]
    sent = {"row": rows, "step": "save", "source": "LTO5", "version": version}
    assert web.post(URL, sent).status_code == 422
    assert stored("source") == {"Films": "LTO7", "News": "LTO8"}


def test_somebody_elses_phases_stay_out_of_sight(web, pair, harbour):
    project = create_project(customer=harbour, name="Weather", type="IOM_BUCKET")
    theirs = create_phase(project=project, name="Theirs", source="LTO7")
    page = look(web, [*pair, theirs], source="LTO5")
    assert "Theirs" not in body(page)
    assert "Harbour" not in body(page)
    rows = [str(phase.pk) for phase in (*pair, theirs)]
    web.post(URL, {**hidden(page), "row": rows, "step": "save"})
    theirs.refresh_from_db()
    assert theirs.source == "LTO7"


def test_it_leads_nowhere_else(web, pair):
    for elsewhere in ("//evil.example/", "javascript:alert(1)"):
        page = web.post(URL, {"row": [pair[0].pk], "next": elsewhere})
        assert elsewhere not in body(page)


def test_more_phases_are_looked_up_in_no_more_queries(
    web, project, django_assert_max_num_queries
):
    phases = some_phases(project, 50)
    with django_assert_max_num_queries(40) as few:
        look(web, phases[:3], source="LTO5")
    with django_assert_max_num_queries(len(few.captured_queries)):
        look(web, phases, source="LTO5")
