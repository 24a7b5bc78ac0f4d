from datetime import timedelta

import pytest
from django.utils import timezone

from phases.models import MigrationData
from tests.admin.conftest import errors, form_values, url
from tracker.history import history

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

FIGURES = {
    "source_objects": 5,
    "source_size": 50,
    "target_objects": 1,
    "target_size": 10,
}


def add(client, phase, **more):
    values = {"phase": phase.pk, "timestamp": "2026-02-01", "type": "DATA"}
    page = url("phases_migrationdata", "add")
    return client.post(page, {**values, **FIGURES, **more})


def correct(client, measurement, **more):
    page = url("phases_migrationdata", "change", measurement.pk)
    return client.post(page, {**form_values(client.get(page)), **more})


def test_it_is_known_who_recorded_it_where(admin, phase, administrator):
    assert add(admin, phase).status_code == 302
    measurement = MigrationData.objects.get()
    assert measurement.recorded_via == "admin"
    assert measurement.recorded_by == administrator


@pytest.mark.parametrize("size", [-1, 2**63, "many", "1e3"])
def test_a_size_that_is_none_has_its_sentence(admin, phase, size):
    assert errors(add(admin, phase, source_size=size))["source_size"]
    assert not MigrationData.objects.exists()


def test_the_largest_size_fits(admin, phase):
    largest = {"source_size": 2**63 - 1, "target_size": 2**61}
    assert add(admin, phase, **largest).status_code == 302


def test_unusual_figures_are_asked_about_here_too(admin, measurement):
    zeros = dict.fromkeys(FIGURES, 0)
    asked = add(admin, measurement.phase, **zeros)
    assert "All figures are zero" in str(errors(asked))
    again = url("phases_migrationdata", "add")
    admin.post(again, {**zeros, **form_values(asked)})
    assert MigrationData.objects.count() == 2


def test_the_future_is_not_measured(admin, phase):
    tomorrow = timezone.localdate() + timedelta(days=1)
    response = add(admin, phase, timestamp=tomorrow.isoformat())
    assert errors(response)["timestamp"] == ["This date is in the future."]


def test_one_for_each_phase_date_and_type(admin, measurement):
    same = {"timestamp": measurement.timestamp, "type": measurement.type}
    response = add(admin, measurement.phase, **same)
    assert "already has a measurement of this type on this date" in str(
        errors(response)
    )
    assert MigrationData.objects.count() == 1


def test_a_correction_needs_its_reason(admin, measurement):
    response = correct(admin, measurement, source_objects=2000)
    assert errors(response)["reason"]
    measurement.refresh_from_db()
    assert measurement.source_objects == 1000


def test_the_reason_is_in_the_history(admin, measurement, administrator):
    correct(admin, measurement, source_objects=1010, reason="Counted twice.")
    entry = history(MigrationData.pgh_event_model.objects.all())[0]
    assert entry.reason == "Counted twice."
    assert entry.actor == administrator.username
    assert entry.event.pgh_context.metadata["door"] == "admin"
    assert [(c.before, c.after) for c in entry.changes] == [(1000, 1010)]
    page = url("phases_migrationdata", "history", measurement.pk)
    assert "Counted twice." in admin.get(page).content.decode()
