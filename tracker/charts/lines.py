"""What grew day by day, with a fan where it may go and a line where it should end."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.etree.ElementTree import Element

from tracker.charts.markup import Table, figure, node, path, picture
from tracker.charts.scale import (
    MOST_DRAWN,
    Place,
    Scale,
    days_between,
    thinned,
    upto,
)

WIDTH, HEIGHT = 1000, 320
LEFT, RIGHT, TOP, BOTTOM = 6, 984, 30, 276
ROOM = 190  # for a label from the edge, in the largest letters
DOTS = 60  # more would hide the line
PLAIN = "{:,}".format


@dataclass(frozen=True)
class Line:
    name: str
    points: Sequence[tuple[date, float]]


@dataclass(frozen=True)
class Fan:
    """From the last point up to a level, reached early, likely, or late."""

    start: tuple[date, float]
    level: float
    early: date
    likely: date
    late: date


@dataclass(frozen=True)
class Mark:
    """A day to look at."""

    day: date
    name: str


@dataclass(frozen=True)
class Field:
    """The drawing's two scales."""

    x: Scale
    y: Scale

    def at(self, day: date, value: float) -> Place:
        return self.x(day.toordinal()), self.y(value)


@dataclass
class Drawing:
    parts: list[Element] = field(default_factory=list)
    keys: list[tuple[Element, str]] = field(default_factory=list)


def line_chart(
    name: str,
    title: str,
    description: str,
    lines: Sequence[Line],
    *,
    fan: Fan | None = None,
    mark: Mark | None = None,
    shown: Callable[[float], str] = PLAIN,
) -> str:
    """`name` is unlike those of the page's other charts; `shown` writes a value."""
    plain = [Line(line.name, fewer(line.points, len(lines))) for line in lines]
    space = spanned(plain, fan, mark)
    marks = list(grid(space, shown))
    drawing = Drawing([part for part in marks if part.tag != "text"])
    if fan:
        draw_fan(drawing, space, fan)
    draw_lines(drawing, space, plain)
    if mark:
        draw_mark(drawing, space, mark)
    # Last, so that no line runs through them.
    drawing.parts += [part for part in marks if part.tag == "text"]
    art = picture(name, title, description, *drawing.parts, width=WIDTH, height=HEIGHT)
    return figure(title, art, drawing.keys, table_of_lines(plain, fan, mark, shown))


def fewer(points: Sequence[tuple[date, float]], lines: int) -> list[tuple[date, float]]:
    places = [(float(day.toordinal()), value) for day, value in points]
    fewer_places = thinned(places, MOST_DRAWN // max(lines, 1))
    return [(date.fromordinal(int(x)), y) for x, y in fewer_places]


def spanned(lines: Sequence[Line], fan: Fan | None, mark: Mark | None) -> Field:
    days = [day for line in lines for day, _ in line.points]
    values = [value for line in lines for _, value in line.points]
    if fan:
        days += [fan.early, fan.late]
        values.append(fan.level)
    if mark:
        days.append(mark.day)
    days = days or [date(2000, 1, 1)]
    low, high = min(values, default=0), max(values, default=0)
    return Field(
        Scale(min(days).toordinal(), max(days).toordinal(), LEFT, RIGHT),
        Scale(min(low, 0), max(high, 0) or 1, BOTTOM, TOP),
    )


def grid(space: Field, shown: Callable[[float], str]) -> Iterator[Element]:
    for value in upto(space.y.high):
        y = space.y(value)
        yield node("path", look="gridline", d=path([(LEFT, y), (RIGHT, y)]))
        if value:  # below its line: above the highest runs the total
            yield node("text", shown(value), look="label", x=LEFT, y=y, dy="1.1em")
    floor = space.y(space.y.low)
    yield node("path", look="axis", d=path([(LEFT, floor), (RIGHT, floor)]))
    first, last = (date.fromordinal(int(x)) for x in (space.x.low, space.x.high))
    days = [(space.x(day.toordinal()), text) for day, text in days_between(first, last)]
    for x, _ in days:
        yield node("path", look="axis", d=path([(x, floor), (x, floor + 5)]))
    for x, text in with_room(days):
        yield node(
            "text", text, look="label", x=x, y=BOTTOM + 28, text_anchor=anchor(x)
        )


def with_room(days: list[tuple[float, str]]) -> Iterator[tuple[float, str]]:
    """A label that is moved in from the edge may run into the next one."""
    places = [x for x, _ in days]
    for x, text in days:
        nearest = min((abs(x - other) for other in places if other != x), default=WIDTH)
        if anchor(x) == "middle" or nearest > ROOM:
            yield x, text


def anchor(x: float, room: int = 60) -> str:
    """A label at the edge of the drawing stays within."""
    if x < LEFT + room:
        return "start"
    return "end" if x > RIGHT - room else "middle"


def draw_fan(drawing: Drawing, space: Field, fan: Fan) -> None:
    start = space.at(*fan.start)
    early, likely, late = (
        space.at(day, fan.level) for day in (fan.early, fan.likely, fan.late)
    )
    drawing.parts += [
        node("path", look="fan", d=path([start, early, late], closed=True)),
        node("path", look="line-expected", d=path([start, likely])),
    ]
    drawing.keys += [
        (node("path", look="line-expected", d="M0 5L20 5"), "Forecast"),
        (node("path", look="fan", d="M0 8L20 0L20 10Z"), "Likely range"),
    ]


def draw_lines(drawing: Drawing, space: Field, lines: Sequence[Line]) -> None:
    for number, line in enumerate(lines, 1):
        look = f"line-{min(number, 4)}"
        places = [space.at(*point) for point in line.points]
        drawing.parts.append(node("path", look=look, d=path(places)))
        drawing.keys.append((node("path", look=look, d="M0 5L20 5"), line.name))
    dotted = lines[0].points if lines else []
    if len(dotted) <= DOTS:
        drawing.parts += [
            node("circle", look="dot", cx=x, cy=y, r=3)
            for x, y in (space.at(*point) for point in dotted)
        ]


def draw_mark(drawing: Drawing, space: Field, mark: Mark) -> None:
    x = space.x(mark.day.toordinal())
    drawing.parts.append(node("path", look="mark", d=path([(x, TOP), (x, BOTTOM)])))
    drawing.keys.append((node("path", look="mark", d="M10 0L10 10"), mark.name))


def table_of_lines(
    lines: Sequence[Line],
    fan: Fan | None,
    mark: Mark | None,
    shown: Callable[[float], str],
) -> Table:
    values = [dict(line.points) for line in lines]
    days = sorted(set().union(*values)) if values else []
    rows = [
        [written(day), *(shown(v[day]) if day in v else "" for v in values)]
        for day in days
    ]
    blank = [""] * (len(lines) - 1)
    if fan:
        rows += [
            [f"{written(day)}, {word}", shown(fan.level), *blank]
            for word, day in (
                ("early end", fan.early),
                ("likely end", fan.likely),
                ("late end", fan.late),
            )
        ]
    if mark:
        rows.append([f"{written(mark.day)}, {mark.name.lower()}", "", *blank])
    return Table(["Date", *(line.name for line in lines)], rows)


def written(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"
