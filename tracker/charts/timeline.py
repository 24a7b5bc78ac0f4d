"""What was done when, what is expected, and what was planned: one bar per phase."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element

from tracker.charts.bars import ROW, named, places
from tracker.charts.lines import Mark, labels_of_days, written
from tracker.charts.markup import Table, figure, node, picture
from tracker.charts.scale import Scale, percent

TOP = 48
BAR, THICK = 22, 12  # from the top of a row
MOST_ROWS = 150
LONG, SHORT = 85, 36  # letters that fit above a bar, on a phone too
# Lines run through the bars of all rows, but not through the names between them.
DASHES = f"{THICK + 4} {ROW - THICK - 4}"


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
    x = Scale(first.toordinal(), last.toordinal(), 0, 1)
    height = TOP + len(shown) * ROW
    drawn = [*ruler(x, first, last, height)]
    for number, stretch in enumerate(shown):
        drawn += row(stretch, x, TOP + number * ROW)
    drawn += line_of(today, x(today.day.toordinal()), height)
    text = f"{description} {today.name} is {written(today.day)}."
    art = picture(name, title, text, *drawn, kind="rows", height=height)
    table = table_of_stretches(stretches, today)
    return figure(title, art, keys(drawn, today), table)


def keys(drawn: Sequence[Element], today: Mark) -> list[tuple[Element, str]]:
    looks = {element.get("class") for element in drawn}
    all_keys = [
        (sample("fill-1"), "Measured"),
        (sample("likely"), "Until the likely end"),
        (sample("fan"), "Until a late end"),
        (upright("mark", 10, 0, 10), "Target date"),
    ]
    used = [key for key in all_keys if key[0].get("class") in looks]
    return [*used, (upright("today", 10, 0, 10), today.name)]


def sample(look: str) -> Element:
    return node("rect", look=look, width=20, height=10)


def ruler(x: Scale, first: date, last: date, height: int) -> Iterator[Element]:
    for share, text, look in labels_of_days(x, first, last):
        place = percent(share)
        yield upright("gridline", place, 17, 22)
        yield node("text", text, look=look, x=place, y=12, text_anchor=anchor(share))
        yield dashed("gridline", place, height)


def line_of(today: Mark, share: float, height: int) -> Iterator[Element]:
    """Over the bars, named below the days of the ruler."""
    place, text = percent(share), f"{today.name}, {written(today.day)}"
    yield dashed("today", place, height)
    yield upright("today", place, TOP - 8, TOP - 2)
    yield node(
        "text", text, look="name", x=place, y=TOP - 13, text_anchor=anchor(share, 0.3)
    )


def anchor(share: float, room: float = 0.1) -> str:
    """A label at the edge of the drawing stays within."""
    if share < room:
        return "start"
    return "end" if share > 1 - room else "middle"


def upright(look: str, x: float | str, top: float, bottom: float) -> Element:
    return node("line", look=look, x1=x, x2=x, y1=top, y2=bottom)


def dashed(look: str, x: str, height: int) -> Element:
    line = upright(look, x, TOP + BAR - 2, height)
    line.set("stroke-dasharray", DASHES)
    return line


def row(stretch: Stretch, x: Scale, y: float) -> Iterator[Element]:
    yield from named(f"{stretch.name}: {stretch.state}", y + 16, LONG, SHORT)
    bars = (
        ("fill-1", stretch.began, stretch.last),
        ("likely", stretch.last, stretch.likely),
        ("fan", stretch.likely, stretch.late),
    )
    for look, begin, end in bars:
        if begin and end and begin <= end:
            yield bar(look, x(begin.toordinal()), x(end.toordinal()), y + BAR)
    if stretch.planned:
        place = percent(x(stretch.planned.toordinal()))
        yield upright("mark", place, y + BAR - 1, y + BAR + THICK + 5)


def bar(look: str, begin: float, end: float, y: float) -> Element:
    """A single day is as wide as can be seen."""
    return node(
        "rect",
        look=look,
        x=percent(begin),
        y=y,
        width=percent(max(0.002, end - begin)),
        height=THICK,
    )


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
        places(min(len(stretches), MOST_ROWS), TOP),
    )
