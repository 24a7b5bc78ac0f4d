"""What was done when, what is expected, and what was planned: one bar per phase."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element

from tracker.charts.lines import Mark, anchor, written
from tracker.charts.markup import Table, figure, node, path, picture
from tracker.charts.scale import Scale, days_between

WIDTH, ROW, TOP = 1000, 44, 52
LEFT, RIGHT = 6, 984
MOST_ROWS = 150
LONGEST = 90


@dataclass(frozen=True)
class Stretch:
    """Of one phase; what is unknown is None."""

    name: str
    state: str
    began: date | None = None
    last: date | None = None
    likely: date | None = None
    late: date | None = None
    planned: date | None = None

    @property
    def days(self) -> list[date]:
        days = (self.began, self.last, self.likely, self.late, self.planned)
        return [day for day in days if day]


def timeline(
    name: str, title: str, description: str, stretches: Sequence[Stretch], today: Mark
) -> str:
    shown = stretches[:MOST_ROWS]
    days = [today.day, *(day for stretch in shown for day in stretch.days)]
    first, last = min(days), max(days)
    x = Scale(first.toordinal(), last.toordinal(), LEFT, RIGHT)
    height = TOP + len(shown) * ROW + 6
    drawn = [*ruler(x, first, last, height)]
    for number, stretch in enumerate(shown):
        drawn += row(stretch, x, TOP + number * ROW)
    drawn += line_of(today, x(today.day.toordinal()), height)
    text = f"{description} {today.name} is {written(today.day)}."
    art = picture(name, title, text, *drawn, width=WIDTH, height=height)
    return figure(title, art, keys(today), table_of_stretches(stretches, today))


def ruler(x: Scale, first: date, last: date, height: int) -> Iterator[Element]:
    for day, text in days_between(first, last):
        place = x(day.toordinal())
        yield node("path", look="gridline", d=path([(place, 20), (place, height)]))
        yield node("text", text, look="label", x=place, y=13, text_anchor=anchor(place))


def line_of(today: Mark, place: float, height: int) -> Iterator[Element]:
    """Over the bars, named below the days of the ruler."""
    text = f"{today.name}, {written(today.day)}"
    yield node("path", look="today", d=path([(place, TOP - 12), (place, height)]))
    yield node(
        "text", text, look="name", x=place, y=TOP - 17, text_anchor=anchor(place, 130)
    )


def row(stretch: Stretch, x: Scale, y: float) -> Iterator[Element]:
    longer = f"{stretch.name}: {stretch.state}"
    text = longer if len(longer) <= LONGEST else f"{longer[: LONGEST - 1]}…"
    yield node("text", text, look="name", x=LEFT, y=y + 16)
    bars = (
        ("fill-1", stretch.began, stretch.last),
        ("likely", stretch.last, stretch.likely),
        ("fan", stretch.likely, stretch.late),
    )
    for look, begin, end in bars:
        if begin and end and begin <= end:
            yield bar(look, x(begin.toordinal()), x(end.toordinal()), y + 22)
    if stretch.planned:
        place = x(stretch.planned.toordinal())
        yield node("path", look="mark", d=path([(place, y + 18), (place, y + 40)]))


def bar(look: str, begin: float, end: float, y: float) -> Element:
    return node("rect", look=look, x=begin, y=y, width=max(2.0, end - begin), height=12)


def keys(today: Mark) -> list[tuple[Element, str]]:
    return [
        (bar("fill-1", 0, 20, 0), "Measured"),
        (bar("likely", 0, 20, 0), "Until the likely end"),
        (bar("fan", 0, 20, 0), "Until a late end"),
        (node("path", look="mark", d="M10 0L10 10"), "Target date"),
        (node("path", look="today", d="M10 0L10 10"), today.name),
    ]


def table_of_stretches(stretches: Sequence[Stretch], today: Mark) -> Table:
    return Table(
        [
            "Phase",
            "State",
            "First measured",
            "Last measured",
            "Likely end",
            "Late end",
            "Target date",
        ],
        [
            [s.name, s.state]
            + [
                written(day) if day else ""
                for day in (s.began, s.last, s.likely, s.late, s.planned)
            ]
            for s in stretches
        ]
        + [[today.name, written(today.day), "", "", "", "", ""]],
    )
