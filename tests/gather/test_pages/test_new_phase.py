"""A new phase, made with its first measurement; and one whose places are not there."""

import pytest
from django.urls import reverse

from phases.models import MigrationData, Phase
from phases.services.phases import create_phase
from tests.gather import stocks
from tests.gather.test_pages.forms import filled
from tests.tracker.reading import body, error_at, read

pytestmark = pytest.mark.slow

GATHER, STORE = reverse("gather:gather"), reverse("gather:store")
PLACES = {"source": "First copy", "target": "Second copy"}


@pytest.fixture
def opened(web, inventory, project):
    return web.get(GATHER, {"project": project.pk, "phase": "new"})


def labels(response, name: str) -> str:
    field = response.context["sheet"].places[name]
    return str(field)


def test_places_are_picked_from_the_inventory_with_their_figures(opened):
    assert "First copy — 1,500 objects, 6.0 TB" in labels(opened, "source")
    assert "Second copy/LTO9 — 600 objects, 2.4 TB" in labels(opened, "target")
    assert "Library A — 14 scratch tapes" in labels(opened, "target_tape_partition")
    assert "Choose a source and a target" in read(opened).texts["#gather-figures"]


def test_the_phase_comes_with_its_measurement(opened, web, project):
    page = web.post(GATHER, filled(opened, name="SPORT: second copy", **PLACES))
    assert "the bucket SPORT" in read(page).texts["#gather-figures"]
    assert not Phase.objects.exists()
    answer = web.post(STORE, filled(page))
    phase = Phase.objects.get()
    assert answer.url == phase.get_absolute_url()
    assert (phase.name, phase.type) == ("SPORT: second copy", "IOM_BUCKET")
    assert (phase.source, phase.target) == ("First copy", "Second copy")
    measured = MigrationData.objects.get()
    assert (measured.phase, measured.type) == (phase, "REFERENCE")
    assert (measured.source_objects, measured.target_objects) == (500, 0)


def test_buckets_that_were_chosen_are_the_phases(opened, web):
    page = web.post(GATHER, filled(opened, name="Some", bucket=["0", "1"], **PLACES))
    web.post(STORE, filled(page))
    assert set(Phase.objects.get().buckets) == {"NEWS", "SPORT"}
    assert MigrationData.objects.get().source_objects == 1500


def test_the_type_may_differ_from_the_projects(opened, web):
    sent = filled(opened, name="Out", phase_type="IOM_EXCLUSION", **PLACES)
    web.post(STORE, filled(web.post(GATHER, sent)))
    assert Phase.objects.get().type == "IOM_EXCLUSION"


def test_another_type_asks_another_appliance(opened, web, northwind):
    page = web.post(GATHER, filled(opened, phase_type="RIO_CRUISE"))
    assert "has no Rio inventory" in read(page).texts["#gather"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "cannot be blank"),
        ("name", "Pilot", "already has a phase with this name"),
        ("name", "x" * 201, "at most 200"),
        ("source", "", "This phase has no source"),
        ("target", "", "This phase has no target"),
        ("target", "First copy", "same"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    opened, web, project, field, value, sentence
):
    create_phase(project=project, name="Pilot")
    sent = filled(opened, **{"name": "News", **PLACES, field: value})
    answer = web.post(STORE, sent)
    assert sentence.lower() in error_at(answer, field).lower()
    assert Phase.objects.count() == 1
    assert not MigrationData.objects.exists()


def test_a_typed_name_that_is_near_is_suggested(opened, web):
    sent = filled(opened, name="SPORT", source="First copy", target_typed="second copy")
    page = web.post(GATHER, sent)
    assert page.status_code == 200
    errors = read(page).texts["#id_target_error"]
    assert "Second copy" in errors
    assert page.context["sheet"].place_fields[1]["suggestions"][0] == "Second copy"
    sent = filled(page)
    sent["target_typed"].append("Second copy")  # the button that suggests it
    better = web.post(GATHER, sent)
    assert better.context["sheet"].places["target"].value() == "Second copy"
    assert better.context["sheet"].preview.figures.remaining_objects == 500


def test_a_phase_without_a_target_is_completed_here(web, inventory, project):
    phase = create_phase(project=project, name="NEWS", source="First copy")
    page = web.get(GATHER, {"phase": phase.pk})
    assert "no target" in read(page).texts["#id_target_error"]
    page = web.post(GATHER, filled(page, target="Second copy"))
    phase.refresh_from_db()
    assert phase.target == ""
    web.post(STORE, filled(page))
    phase.refresh_from_db()
    assert phase.target == "Second copy"
    assert phase.measurements.get().target_objects == 600


def test_a_location_that_vanished_is_named_and_replaced(web, northwind, copying):
    renamed = [
        (number, sort, name.replace("Second", "2nd"), domain, medium)
        for number, sort, name, domain, medium in stocks.LOCATIONS
    ]
    stocks.blackpearl(northwind, locations=renamed)
    page = web.get(GATHER, {"phase": copying.pk})
    assert "Second copy" in read(page).texts["#id_target_error"]
    assert 'value="2nd copy"' in body(page)
    web.post(STORE, filled(web.post(GATHER, filled(page, target="2nd copy",
                                                   target_typed=""))))  # fmt: skip
    copying.refresh_from_db()
    assert copying.target == "2nd copy"


def test_refused_it_changes_no_phase(web, inventory, project):
    phase = create_phase(project=project, name="NEWS", source="First copy")
    page = web.get(GATHER, {"phase": phase.pk})
    answer = web.post(STORE, filled(page, target_typed="Nowhere"))
    assert "Nowhere" in error_at(answer, "target")
    phase.refresh_from_db()
    assert phase.target == ""
