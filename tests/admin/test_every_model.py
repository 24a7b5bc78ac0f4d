"""What holds for the admin of every model."""

import pytest
from django.contrib.admin import site
from pghistory.models import Event

from jobs.models import Service
from notes.services import add_note
from phases.services.expectations import add_pause
from tests.admin.conftest import errors, form_values, url
from tests.tracker.builders import DAY

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

OURS = {
    "customers_customer": "northwind",
    "projects_project": "project",
    "phases_phase": "phase",
    "phases_migrationdata": "measurement",
    "notes_note": "note",
    "phases_phasepause": "pause",
    "phases_projecttemplate": "template",
    "tracker_user": "viewer",
}


@pytest.fixture
def note(phase, administrator):
    """Only its author changes a note."""
    return add_note(subject=phase, text="Tapes arrived.", author=administrator)


@pytest.fixture
def pause(phase):
    return add_pause(
        phase=phase, first_day=DAY, last_day=DAY, reason="The library moves."
    )


@pytest.fixture
def row(request, model):
    return request.getfixturevalue(OURS[model])


@pytest.mark.parametrize("model", OURS)
def test_administrator_lists_opens_and_reads_the_history(admin, model, row):
    added_here = [url(model, "add")] if model != "tracker_user" else []
    for page in (
        url(model),
        *added_here,
        url(model, "change", row.pk),
        url(model, "delete", row.pk),
        url(model, "history", row.pk),
    ):
        assert admin.get(page).status_code == 200, page


@pytest.mark.parametrize("model", OURS)
def test_ids_and_timestamps_are_only_shown(admin, model, row):
    response = admin.get(url(model, "change", row.pk))
    assert str(row.pk) in response.content.decode()
    fields = response.context["adminform"].form.fields
    assert not {"id", "created_at", "database_suffix"} & set(fields)


@pytest.mark.parametrize("model", [model for model in OURS if model != "tracker_user"])
def test_saving_an_unchanged_form_is_fine(admin, model, row):
    page = url(model, "change", row.pk)
    values = form_values(admin.get(page))
    if "reason" in admin.get(page).context["adminform"].form.fields:
        values["reason"] = "Looked again."
    response = admin.post(page, values)
    assert response.status_code == 302, errors(response)


@pytest.mark.parametrize("model", [model for model in OURS if model != "tracker_user"])
def test_two_people_editing_one_thing(admin, model, row):
    page = url(model, "change", row.pk)
    values = {**form_values(admin.get(page)), "reason": "Looked again."}
    row.save()
    response = admin.post(page, values)
    assert response.status_code == 200
    assert "Someone else changed this" in str(errors(response))


@pytest.mark.parametrize("model", OURS)
def test_search_takes_anything(admin, model, row):
    for text in ("News", "'\"%", "日本", "x" * 3000, "\0"):
        assert admin.get(url(model), {"q": text}, follow=True).status_code == 200


@pytest.mark.parametrize("model", OURS)
def test_an_id_that_is_none_is_not_found(admin, model):
    assert admin.get(url(model, "change", "no-id")).status_code == 404


def test_services_are_read_only(admin):
    assert admin.get(url("jobs_service")).status_code == 200
    assert admin.get(url("jobs_service", "add")).status_code == 403
    assert Service in site._registry


def test_the_history_is_registered_and_read_only(admin, northwind):
    events = [model for model in site._registry if issubclass(model, Event)]
    assert len(events) >= 9
    for model in events:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        assert admin.get(url(name)).status_code == 200
        assert admin.get(url(name, "add")).status_code == 403


def test_an_event_can_be_read_but_not_changed(admin, northwind):
    event = type(northwind).pgh_event_model.objects.latest("pgh_id")
    page = url("customers_customerevent", "change", event.pk)
    assert "Northwind Studios" in admin.get(page).content.decode()
    assert admin.post(page, {"name": "x"}).status_code == 403
    search = admin.get(url("customers_customerevent"), {"q": str(northwind.pk)})
    assert search.context["cl"].result_count == 1
