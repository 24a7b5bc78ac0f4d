"""Charts: escaped, readable without seeing, no more drawn than can be seen."""

import gzip
import math
import re
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from phases.charts import count_on_axis
from tracker.charts import (
    Bar,
    Fan,
    Line,
    Mark,
    Part,
    Stretch,
    bar_chart,
    examples,
    line_chart,
    sparkline,
    stacked_bar_chart,
    timeline,
)
from tracker.charts.palette import AXIS, COLOURS, FAN, GRID, MUTED, SURFACE, TEXT
from tracker.charts.scale import days_between, shortened, thinned, upto

DAY = date(2026, 1, 5)
TODAY = Mark(DAY, "Today")
CSS = Path(__file__).resolve().parents[2] / "static" / "css"
FIGURES = {
    "line": examples.line,
    "bars": examples.bars,
    "stacked": examples.stacked,
    "timeline": examples.phases,
}
HOSTILE = "<script>alert('x')</script> & \"]]>\x00\ud800"


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def read(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)


def line_of(values, **more) -> str:
    points = [(day(n), value) for n, value in enumerate(values)]
    return line_chart("c", "Bytes", "Rising.", [Line("Done", points)], **more)


@pytest.mark.parametrize("kind", FIGURES)
def test_a_chart_is_a_figure_with_a_title_a_description_and_a_table(kind):
    figure = read(FIGURES[kind]())
    drawing = figure.find("svg")
    assert figure.tag == "figure"
    assert drawing.get("role") == "img"
    named = drawing.get("aria-labelledby").split()
    assert [drawing.find("title").get("id"), drawing.find("desc").get("id")] == named
    assert figure.find("details//tbody/tr") is not None


@pytest.mark.parametrize("kind", FIGURES)
def test_no_style_no_script_no_handler_no_button(kind):
    for element in read(FIGURES[kind]()).iter():
        assert element.tag not in ("style", "script", "foreignObject", "button")
        assert not [name for name in element.attrib if name.startswith(("on", "style"))]


@pytest.mark.parametrize("kind", FIGURES)
def test_the_data_is_in_the_table(kind):
    cells = "".join(read(FIGURES[kind]()).find("details").itertext())
    assert {
        "line": "304 TB",
        "bars": "Features <2019>",
        "stacked": "Only on the target",
        "timeline": "12 Mar 2026",
    }[kind] in cells


def test_names_are_text_whatever_they_say():
    drawn = [
        bar_chart("c", HOSTILE, HOSTILE, [Bar(HOSTILE, 1)]),
        stacked_bar_chart("c", HOSTILE, HOSTILE, [HOSTILE], [Part(HOSTILE, [1])]),
        timeline("c", HOSTILE, HOSTILE, [Stretch(HOSTILE, HOSTILE, began=DAY)], TODAY),
        line_chart("c", HOSTILE, HOSTILE, [Line(HOSTILE, [(DAY, 1)])]),
        sparkline(HOSTILE, [1, 2]),
    ]
    for markup in drawn:
        assert "<script" not in markup
        read(markup)


def test_a_timeline_says_which_day_it_is():
    stretch = Stretch("News", "measured", began=DAY, last=day(40))
    figure = read(timeline("c", "t", "One.", [stretch], Mark(day(10), "Today")))
    drawing = figure.find("svg")
    assert drawing.find("desc").text == "One. Today is 15 Jan 2026."
    lines = [e for e in drawing if e.get("class") == "today"]
    assert {e.get(end) for e in lines for end in ("x1", "x2")} == {"25%"}
    assert "Today, 15 Jan 2026" in [e.text for e in drawing if e.tag == "text"]
    rows = [[cell.text for cell in row] for row in figure.iter("tr")]
    assert rows[-1][:2] == ["Today", "15 Jan 2026"]


@pytest.mark.parametrize("away", [-400, 400])
def test_today_is_within_the_timeline(away):
    drawn = timeline(
        "c", "t", "d", [Stretch("a", "b", began=DAY)], Mark(day(away), "T")
    )
    places = [float(x) for x in re.findall(r' x[12]?="([\d.-]*)%"', drawn)]
    assert places
    assert min(places) >= 0
    assert max(places) <= 100


def test_a_legend_has_what_is_drawn():
    def keys(markup: str) -> list[str]:
        return [text for key in read(markup).iter("span") for text in key.itertext()]

    stretch = Stretch("News", "measured", began=DAY, last=day(9))
    assert keys(timeline("c", "t", "d", [stretch], TODAY)) == ["Measured", "Today"]
    lines = [Line("Done", [(DAY, 1), (day(1), 2)]), Line("Nothing", [])]
    assert keys(line_chart("c", "t", "d", lines)) == ["Done"]
    parts = [Part("Both", [1, 2]), Part("Neither", [0, 0])]
    assert keys(stacked_bar_chart("c", "t", "d", ["a", "b"], parts)) == ["Both"]


def test_rows_of_a_line_are_in_order_and_know_their_place():
    fan = Fan((day(1), 20), 100, day(2), day(4), day(8))
    markup = line_of([10, 20], fan=fan, mark=Mark(day(3), "Target date"))
    rows = [row for row in read(markup).iter("tr") if row.get("data-x")]
    assert [float(row.get("data-x")) for row in rows] == [0, 12.5, 25, 37.5, 50, 100]
    assert rows[3][0].text == "8 Jan 2026, target date"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("News", "News"),
        ("n" * 10, "n" * 10),
        ("n" * 11, "n" * 9 + "…"),
        ("W" * 9, "WWWWW…"),
    ],
)
def test_names_are_as_long_as_there_is_room(text, shown):
    assert shortened(text, 10) == shown


def test_ten_thousand_points_are_drawn_as_a_thousand():
    markup = line_of(range(10_000))
    line = read(markup).find("svg/svg/path[@class='line-1']")
    assert len(re.findall("[ML]", line.get("d"))) == 1000


def test_lines_share_the_thousand():
    points = [(day(n), n) for n in range(3000)]
    lines = [Line(str(n), points) for n in range(4)]
    markup = line_chart("c", "Bytes", "Rising.", lines)
    drawn = "".join(re.findall(r' d="([^"]*)"', markup.partition("</svg>")[0]))
    assert len(re.findall("[ML]", drawn)) < 1100


def test_thinning_keeps_ends_and_peaks():
    places = [(float(n), 0.0) for n in range(5000)]
    places[2345] = (2345.0, 99.0)
    kept = thinned(places, 100)
    assert len(kept) == 100
    assert (kept[0], kept[-1]) == (places[0], places[-1])
    assert places[2345] in kept


def test_a_dot_a_gather_until_they_hide_the_line():
    assert line_of(range(60)).count("<circle") == 60
    assert "<circle" not in line_of(range(61))


def test_the_fan_and_the_target_line():
    markup = line_of(
        [10, 20],
        fan=Fan((day(1), 20), 100, day(5), day(9), day(20)),
        mark=Mark(day(12), "Target date"),
    )
    looks = [element.get("class") for element in read(markup).find("svg/svg")]
    assert {"fan", "line-expected", "mark"} <= set(looks)


@pytest.mark.parametrize(
    "markup",
    [
        line_chart("c", "t", "d", []),
        line_chart("c", "t", "d", [Line("Done", [])]),
        line_chart("c", "t", "d", [Line("Done", [(DAY, 0)])]),
        bar_chart("c", "t", "d", []),
        bar_chart("c", "t", "d", [Bar("a", -5), Bar("b", 0)]),
        stacked_bar_chart("c", "t", "d", [], []),
        timeline("c", "t", "d", [], TODAY),
        timeline("c", "t", "d", [Stretch("a", "planned")], TODAY),
        sparkline("d", []),
        sparkline("d", [5]),
    ],
)
def test_hardly_any_data_is_no_problem(markup):
    assert "nan" not in markup
    read(markup)


@given(st.lists(st.floats() | st.integers(-(2**64), 2**64), max_size=30))
@example([5e-324])
@example([-1.7e308, 1.7e308])
@example([math.inf, 1.0])
@example([math.nan, 1.0])
def test_every_place_is_a_number(values):
    for markup in (line_of(values), sparkline("d", values)):
        places = "".join(re.findall(r' (?:d|cx|cy|x|y)="([^"]*)"', markup))
        assert "nan" not in places
        assert "inf" not in places


@given(st.floats(1e-6, 1e19))
def test_ticks_are_few_and_do_not_leave_the_drawing(highest):
    ticks = upto(highest)
    assert 3 <= len(ticks) <= 6
    assert ticks[0] == 0
    assert ticks[-1] <= highest * (1 + 1e-9)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.5, "0.5"),
        (250_000.0, "250,000"),
        (2.5e6, "2.5 M"),
        (2e9, "2,000 M"),
    ],
)
def test_counts_beside_an_axis_are_short(value, text):
    assert count_on_axis(value) == text


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 60_000))
def test_days_are_few_and_in_order(first, span):
    days = [day for day, _ in days_between(first, first + timedelta(days=span))]
    assert len(days) <= 6
    assert days == sorted(set(days)) or span == 0


def test_the_colours_in_the_attributes_are_those_of_the_light_theme():
    tokens = dict(
        re.findall(r"(--[\w-]+): light-dark\((#\w+),", (CSS / "tokens.css").read_text())
    )
    assert (
        tokens["--text"],
        tokens["--muted"],
        tokens["--surface"],
    ) == (TEXT, MUTED, SURFACE)
    assert (
        tokens["--chart-grid"],
        tokens["--chart-fan"],
        tokens["--line-strong"],
    ) == (GRID, FAN, AXIS)
    assert tuple(tokens[f"--chart-{n}"] for n in range(1, 5)) == COLOURS


def test_every_look_has_its_rule_in_the_stylesheet():
    css = (CSS / "charts.css").read_text()
    drawn = "".join([*(each() for each in FIGURES.values()), examples.spark()])
    for name in set(" ".join(re.findall(r'class="([^"]*)"', drawn)).split()):
        if name not in ("num", "table", "table-wrap"):
            assert f".{name}" in css, name


@pytest.mark.parametrize("kind", FIGURES)
def test_no_id_is_given_twice_and_every_hatch_is_in_its_own_drawing(kind):
    figure = read(FIGURES[kind]())
    ids = [element.get("id") for element in figure.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for drawing in figure.iter("svg"):
        own = {element.get("id") for element in drawing.iter()}
        used = re.findall(r"url\(#([^)]*)\)", ElementTree.tostring(drawing).decode())
        assert set(used) <= own


def test_the_readout_is_sent_in_three_kilobytes():
    script = CSS.parent / "js" / "readout.js"
    assert len(gzip.compress(script.read_bytes())) < 3000
