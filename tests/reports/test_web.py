"""What only the page of a report has: charts of a whole project, an appendix."""

from dataclasses import replace

import pytest

from reports.formats.web import fair_share, markup
from tests.reports.made_up import phase, snapshot


def page_of(*phases, **more) -> str:
    whole = snapshot(*phases)
    project = replace(whole.projects[0], course=phases[0].gathers)
    return markup(replace(whole, projects=(project,), **more), style="")


def test_a_project_has_charts_of_all_its_phases():
    page = page_of(phase("News", [(100, 10), (100, 50)]))
    assert page.count("<figcaption>Bytes on the target") == 2


def test_the_timeline_marks_the_day_of_the_report():
    page = page_of(phase("News", [(100, 10)]), phase("Sport", [(100, 10)]))
    assert "This report, 26 Jan 2026" in page


def test_measurements_of_several_phases_stand_at_the_end():
    parts = [phase(name, [(100, 10), (100, 50)]) for name in ("News", "Sport")]
    page = page_of(*parts)
    begin = page.index("<h2>Measurements</h2>")
    assert page.rindex('class="report-phase"') < begin
    assert page.index('aria-label="Measurements of News"') > begin


@pytest.mark.parametrize(("tapes", "times"), [(None, 0), (7, 1)])
def test_tapes_have_a_column_where_they_are_known(tapes, times):
    page = page_of(phase("News", [(100, 10)], tapes=tapes))
    assert page.count(">Scratch tapes</th>") == times


@pytest.mark.parametrize(
    ("lengths", "most", "each"),
    [([], 9, 0), ([1, 2, 3], 9, 3), ([1, 50, 60], 61, 30), ([9, 9, 9], 4, 1)],
)
def test_short_ones_leave_room_to_long_ones(lengths, most, each):
    assert fair_share(lengths, most) == each
