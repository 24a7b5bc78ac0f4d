"""Adding several phases on one page."""

import pytest
from django.urls import reverse

from phases.models import Phase
from tests.tracker.reading import HTMX, error_at

pytestmark = pytest.mark.slow

URL = reverse("phases:create_many")


@pytest.fixture
def web(client_of, operator):
    return client_of(operator)


def test_one_a_line(web, project):
    response = web.post(URL, {"project": project.pk, "names": "A\r\n\r\n B \r\n"})
    assert response.url == project.get_absolute_url()
    assert list(Phase.objects.values_list("name", flat=True)) == ["A", "B"]


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("names", ["", " \n ", "A\npilot", "A\na", "x" * 300, "a\0b"])
def test_all_or_none_and_the_sentence_names_the_line(web, phase, names, headers):
    data = {"project": phase.project.pk, "names": names}
    response = web.post(URL, data, headers=headers)
    assert error_at(response, "names")
    assert Phase.objects.get() == phase


def test_every_refused_line_is_named(web, phase):
    data = {"project": phase.project.pk, "names": "pilot\nB\nb"}
    sentence = error_at(web.post(URL, data), "names")
    assert "pilot: This project already has a phase with this name." in sentence
    assert "b: This project already has a phase with this name." in sentence


def test_a_place_that_is_too_long_is_refused_by_its_field(web, project):
    data = {"project": project.pk, "names": "A", "source": "x" * 1001}
    assert error_at(web.post(URL, data), "source")
