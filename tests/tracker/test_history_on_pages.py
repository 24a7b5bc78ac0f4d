"""Each object's page says who changed what, when and why."""

import pghistory
import pytest
from django.urls import reverse

from customers.services import update_customer
from phases.services.measurements import correct_measurement, delete_measurement
from phases.services.phases import update_phase
from tests.tracker.reading import read

pytestmark = pytest.mark.slow


@pytest.fixture
def web(client_of, manager):
    return client_of(manager)


def history(web, row) -> str:
    return " ".join(read(web.get(row.get_absolute_url())).texts[".history"].split())


def test_who_and_what(web, northwind):
    form = web.get(reverse("customers:edit", args=[northwind.pk])).context["form"]
    data = {"name": "Southwind", "version": str(form["version"].value())}
    web.post(reverse("customers:edit", args=[northwind.pk]), data)
    text = history(web, northwind)
    assert "manager" in text
    assert "changed the customer" in text
    assert text.index("Northwind Studios") < text.index("Southwind")


def test_the_latest_changes_are_open_and_earlier_ones_folded(web, northwind):
    for number in range(8):
        update_customer(customer=northwind, name=f"Southwind {number}")
    html = read(web.get(northwind.get_absolute_url()))
    assert "1 earlier change" in html.texts[".card"]
    assert "created the customer" in html.texts[".history"]


def test_without_a_request_it_was_the_system(web, northwind):
    update_customer(customer=northwind, name="Southwind")
    assert "Migration Tracker" in history(web, northwind)


def test_by_a_command_it_was_the_command(web, northwind):
    with pghistory.context(command="rename_customer", door="command"):
        update_customer(customer=northwind, name="Southwind")
    assert "rename_customer" in history(web, northwind)


def test_a_user_who_is_gone_is_said_to_be(web, northwind, administrator, client_of):
    data = {"row": northwind.pk}
    client_of(administrator).post(reverse("customers:deactivate"), data)
    administrator.delete()
    assert "a deleted user" in history(web, northwind)


def test_why(web, measurement):
    correct_measurement(measurement=measurement, reason="Typo", target_objects=610)
    text = history(web, measurement.phase)
    assert "Typo" in text
    assert text.index("600") < text.index("610")


def test_unknown_becomes_known(web, measurement):
    correct_measurement(measurement=measurement, reason="Late", remaining_objects=0)
    text = history(web, measurement.phase)
    assert "unknown" in text


def test_a_phase_shows_its_measurements_and_notes(web, measurement, phase):
    web.post(reverse("notes:add_to_phase", args=[phase.pk]), {"text": "Seen"})
    delete_measurement(measurement=measurement)
    text = history(web, phase)
    for line in (
        "created the phase",
        "created the measurement",
        "created the note",
        "deleted the measurement",
    ):
        assert line in text


def test_markup_in_it_is_shown_not_run(web, phase):
    update_phase(phase=phase, source="<script>alert(1)</script>")
    response = web.get(phase.get_absolute_url())
    assert b"<script>alert" not in response.content
    assert "<script>alert(1)</script>" in history(web, phase)


def test_newest_comes_first(web, northwind):
    for name in ("First", "Second"):
        update_customer(customer=northwind, name=name)
    text = history(web, northwind)
    assert text.index("Second") < text.index("created the customer")


def test_it_is_of_this_object_only(web, northwind, project):
    assert "created the project" not in history(web, northwind)


@pytest.mark.parametrize("person", ["viewer", "operator"])
def test_everybody_who_sees_the_object_sees_it(request, client_of, phase, person):
    client = client_of(request.getfixturevalue(person))
    assert "created the phase" in history(client, phase)
