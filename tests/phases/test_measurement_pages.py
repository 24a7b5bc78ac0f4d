"""The pages of measurements: add, correct, delete, undo, CSV."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from phases.models import MigrationData
from tests.tracker.builders import figures
from tests.tracker.reading import HTMX, body, error_at, error_on_top, read, toast
from tracker.services import CONFLICT

pytestmark = pytest.mark.slow


@pytest.fixture
def web(client_of, operator):
    return client_of(operator)


@pytest.fixture
def values():
    return {"timestamp": "2026-01-05", "type": "DATA", **figures()}


def add(phase) -> str:
    return reverse("phases:measurement_add", args=[phase.pk])


def at(name: str, measurement) -> str:
    return reverse(f"phases:measurement_{name}", args=[measurement.pk])


@pytest.fixture
def corrected(web, measurement):
    """What the form of a correction would post."""
    form = web.get(at("correct", measurement)).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data["version"] = str(data["version"])
    return {k: "" if v is None else v for k, v in data.items()} | {"reason": "Typo"}


def test_the_first_is_proposed_as_the_reference(web, phase):
    form = web.get(add(phase)).context["form"]
    assert form["type"].value() == "REFERENCE"
    assert form["timestamp"].value() == timezone.localdate()


def test_the_next_is_proposed_as_data(web, phase, measurement):
    assert web.get(add(phase)).context["form"]["type"].value() == "DATA"


def test_it_is_added_by_whoever_is_logged_in(web, phase, values, operator):
    response = web.post(add(phase), {**values, "source_objects": "1,586,240"})
    assert response.url == phase.get_absolute_url()
    added = MigrationData.objects.get()
    assert (added.source_objects, added.recorded_by) == (1586240, operator)


def test_sizes_are_read_as_pages_show_them(web, phase, values):
    sizes = {"decimal_sign": ",", "source_size": "484,5 TB", "target_size": "0,1 PB"}
    page = web.post(add(phase), {**values, **sizes, "source_objects": "x"})
    shown = read(page).texts["#id_source_size_exact"]
    assert shown == "484.5 TB = 484,500,000,000,000 bytes"
    web.post(add(phase), {**values, **sizes, "source_objects": "1.000"})
    added = MigrationData.objects.get()
    assert (added.source_size, added.source_objects) == (484_500_000_000_000, 1000)


@pytest.mark.parametrize(
    ("text", "sign", "shown"),
    [
        ("484.5 TB", ".", "484.5 TB = 484,500,000,000,000 bytes"),
        ("484,5 TB", ",", "484.5 TB = 484,500,000,000,000 bytes"),
        ("484,5 TB", ".", ""),
        ("<b>", "?", ""),
    ],
)
def test_the_bytes_of_a_size_stand_beside_it(web, text, sign, shown):
    query = {"target_size": text, "decimal_sign": sign}
    assert body(web.get(reverse("phases:size", query=query))) == shown


TYPED_WRONG = {"timestamp": "2026-01-26", "target_objects": "999"}


def sent_again(response) -> dict[str, str]:
    """The form of a page as the browser sends it, with nothing typed since."""
    form = response.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_unusual_figures_are_asked_about_once(web, measurement, values, headers):
    data = {**values, **TYPED_WRONG, "note": "As typed"}
    asked = web.post(add(measurement.phase), data, headers=headers)
    assert "rises from 60.0% on 19 Jan 2026 to 99.9%" in error_on_top(asked)
    assert "Add measurement anyway" in body(asked)
    assert MigrationData.objects.count() == 1
    web.post(add(measurement.phase), sent_again(asked), headers=headers)
    assert MigrationData.objects.get(note="As typed").target_objects == 999


def test_a_yes_is_for_the_figures_that_were_shown(web, measurement, values):
    asked = web.post(add(measurement.phase), {**values, **TYPED_WRONG})
    others = {**sent_again(asked), "target_objects": "1"}
    assert "falls from 60.0%" in error_on_top(web.post(add(measurement.phase), others))
    assert MigrationData.objects.count() == 1


def test_an_unusual_correction_is_asked_about(web, measurement, corrected):
    data = {**corrected, "target_objects": "999"}
    asked = web.post(at("correct", measurement), data)
    assert "Save correction anyway" in body(asked)
    web.post(at("correct", measurement), sent_again(asked))
    measurement.refresh_from_db()
    assert measurement.target_objects == 999


def test_a_note_is_corrected_without_a_question(web, measurement, corrected):
    MigrationData.objects.update(remaining_objects=1)
    data = {**corrected, "remaining_objects": "1", "note": "Better"}
    web.post(at("correct", measurement), data)
    assert MigrationData.objects.get().note == "Better"


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source_size", 2**63),
        ("source_size", -1),
        ("target_size", "9" * 5000),
        ("source_objects", "1.5"),
        ("source_objects", "many"),
        ("source_objects", ""),
        ("remaining_size", -1),
        ("target_scratch_tapes", 2**31),
        ("type", "BASELINE"),
        ("type", ""),
        ("timestamp", ""),
        ("timestamp", "1999-12-31"),
        ("timestamp", "2026-02-30"),
        ("note", "x" * 501),
    ],
)
def test_bad_input_is_refused_by_its_field(web, phase, values, field, value, headers):
    response = web.post(add(phase), {**values, field: value}, headers=headers)
    assert error_at(response, field)
    assert not MigrationData.objects.exists()


def test_a_future_date_is_refused_by_its_field(web, phase, values):
    future = timezone.localdate() + timedelta(days=2)
    response = web.post(add(phase), {**values, "timestamp": future.isoformat()})
    assert error_at(response, "timestamp") == "This date is in the future."


def test_the_largest_size_is_kept_and_shown_exactly(web, phase, values):
    largest = {"source_size": 2**63 - 1, "target_size": 2**61}
    web.post(add(phase), {**values, **largest})
    html = body(web.get(phase.get_absolute_url()))
    assert "9,223,372,036,854,775,807" in html


def test_a_second_of_the_same_day_and_type_is_refused(web, measurement, values):
    data = {**values, "timestamp": "2026-01-19", "type": "REFERENCE"}
    response = web.post(add(measurement.phase), data)
    assert "Correct that measurement" in error_on_top(response)


def test_a_correction_keeps_its_reason_in_the_history(web, measurement, corrected):
    web.post(at("correct", measurement), {**corrected, "target_objects": "610"})
    html = read(web.get(measurement.phase.get_absolute_url())).texts[".history"]
    assert "Typo" in html
    assert "600" in html
    assert "610" in html


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_correction_without_a_reason_is_refused(web, measurement, corrected, reason):
    data = {**corrected, "target_objects": "610", "reason": reason}
    assert error_at(web.post(at("correct", measurement), data), "reason")
    measurement.refresh_from_db()
    assert measurement.target_objects == 600


def test_of_two_who_correct_the_second_is_told(web, measurement, corrected):
    web.post(at("correct", measurement), {**corrected, "target_objects": "610"})
    second = web.post(at("correct", measurement), {**corrected, "target_objects": "1"})
    assert error_on_top(second) == CONFLICT
    measurement.refresh_from_db()
    assert measurement.target_objects == 610


def undo_urls(web, phase) -> list[str]:
    actions = read(web.get(phase.get_absolute_url())).attributes("form", "action")
    return [action for action in actions if "/undo/" in action]


def test_a_deletion_is_undone_from_the_page(web, measurement):
    phase = measurement.phase
    web.post(at("delete", measurement))
    [undo] = undo_urls(web, phase)
    web.post(undo)
    assert MigrationData.objects.get().target_objects == 600
    assert undo_urls(web, phase) == []


def test_undone_twice_the_page_says_so(web, measurement):
    web.post(at("delete", measurement))
    [undo] = undo_urls(web, measurement.phase)
    web.post(undo)
    again = web.get(web.post(undo).url)
    assert "already exists" in toast(again)
    assert MigrationData.objects.count() == 1


def test_an_outsider_undoes_nothing(web, client_of, outsider, measurement):
    web.post(at("delete", measurement))
    [undo] = undo_urls(web, measurement.phase)
    assert client_of(outsider).post(undo).status_code == 404
    assert not MigrationData.objects.exists()


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_an_undo_of_nothing_is_404(web, number):
    url = reverse("phases:measurement_undo", args=[number])
    assert web.post(url).status_code == 404


def test_an_insert_is_not_undone(web, measurement):
    event = MigrationData.pgh_event_model.objects.get(pgh_label="insert")
    url = reverse("phases:measurement_undo", args=[event.pgh_id])
    assert web.post(url).status_code == 404


def test_csv_has_exact_figures_and_no_formula(web, phase, values):
    largest = {"source_size": 2**63 - 1, "target_size": 2**61}
    web.post(add(phase), {**values, **largest, "note": "=1+1"})
    url = reverse("phases:measurements_csv", args=[phase.pk])
    header, row = body(web.get(url)).splitlines()
    assert header.startswith("timestamp,type,source_objects,source_size")
    assert row.startswith("2026-01-05,DATA,1000,9223372036854775807,")
    assert row.endswith(",'=1+1")
