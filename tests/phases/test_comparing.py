"""Phases side by side."""

import pytest
from django.urls import reverse

from phases.services.phases import create_phase
from projects.services import create_project
from tests.phases.states import one_of_each, phase_in
from tests.tracker.reading import body

URL = reverse("phases:compare")


@pytest.fixture
def web(client_of, viewer):
    return client_of(viewer)


def shown(response) -> list[str]:
    return [phase.name for phase in response.context["phases"]]


def test_the_ticked_ones_are_compared_at_an_address_of_their_own(web, project):
    two = [phase_in("healthy", project), phase_in("stalled", project)]
    ticked = {"row": [phase.pk for phase in two]}
    response = web.post(reverse("phases:compare_chosen"), ticked, follow=True)
    assert shown(response) == ["Healthy", "Stalled"]
    assert "Healthy 63.0%; Stalled 30.0%" in body(response)
    assert shown(web.get(response.request["PATH_INFO"], {"phase": two[0].pk})) == [
        "Healthy"
    ]


def test_four_at_most_and_it_says_so(web, project):
    every = one_of_each(project).values()
    response = web.get(URL, {"phase": [phase.pk for phase in every]})
    assert len(shown(response)) == 4
    assert "Up to 4 phases" in body(response)


def test_one_without_measurements_is_no_problem(web, phase):
    assert shown(web.get(URL, {"phase": phase.pk})) == ["Pilot"]


def test_nothing_of_somebody_elses(web, harbour):
    theirs = create_project(customer=harbour, name="Weather", type="IOM_BUCKET")
    phase = create_phase(project=theirs, name="Theirs")
    assert shown(web.get(URL, {"phase": phase.pk})) == []


@pytest.mark.parametrize("text", ["", "nonsense", "\0", "1"])
def test_what_is_no_phase_is_left_out(web, phase, text):
    assert shown(web.get(URL, {"phase": [text, phase.pk]})) == ["Pilot"]
