"""The line of a page's sections has just those that the page has."""

import pytest
from django.template import Context, Template

from tests.gather import stocks
from tests.phases.states import measure
from tests.tracker.reading import read
from tracker.templatetags.sections import sections


@pytest.fixture
def web(client_of, viewer):
    return client_of(viewer)


def test_of_a_phase(web, phase):
    before = read(web.get(phase.get_absolute_url())).attributes("a", "href")
    assert "#h-measurements" in before
    assert "#h-charts" not in before
    measure(phase, (0, 10, 30), target_scratch_tapes=3)
    html = read(web.get(phase.get_absolute_url()))
    linked = [url[1:] for url in html.attributes("a", "href") if url.startswith("#h-")]
    assert linked == [
        "h-progress",
        "h-charts",
        "h-change",
        "h-tapes",
        "h-forecasts",
        "h-facts",
        "h-measurements",
        "h-pauses",
        "h-notes",
        "h-history",
    ]
    assert {*linked} <= {*html.attributes("h2", "id")}
    assert "Period" in html.texts[".anchors"]


def test_of_an_inventory(web, northwind):
    html = read(web.get(stocks.blackpearl(northwind).get_absolute_url()))
    linked = [url[1:] for url in html.attributes("a", "href") if url.startswith("#h-")]
    assert {"h-facts", "h-sanity", "h-buckets", "h-history"} <= {*linked}
    assert {*linked} <= {*html.attributes("h2", "id")}


def test_a_name_with_markup_stays_text():
    page = '{% in_sections %}<h2 id="a">{{ name }}</h2>{% endin_sections %}'
    template = Template("{% load sections %}" + page)
    shown = template.render(Context({"name": "<b>R&D</b>"}))
    assert shown.count("&lt;b&gt;R&amp;D&lt;/b&gt;") == 2
    assert [*sections('<h2>No id</h2><h2 class="x" id="b"><i>B</i></h2>')] == [
        ("b", "B")
    ]
