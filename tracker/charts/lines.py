"""What grew day by day, with a fan where it may go and a line where it should end."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import inf
from xml.etree.ElementTree import Element

from tracker.charts.markup import Table, figure, node, path, picture
from tracker.charts.scale import (
    MOST_DRAWN,
    Place,
    Scale,
    days_between,
    percent,
    thinned,
    upto,
)

# The plot's own units: about pixels, for what draws strokes to scale (WeasyPrint).
WIDTH, HEIGHT = 600, 220
APART = 0.34  # of the width: room for a day's label on a phone
GUTTERS = {4: "narrow", 8: "medium", 13: "wide"}  # by the letters of the longest label
DOTS = 60  # more would hide the line
PLAIN = "{:,}".format


def single(value: float) -> float:
    return 1


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
    dots: list[Element] = field(default_factory=list)
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
    shortly: Callable[[float], str] | None = None,
    unit: Callable[[float], float] = single,
) -> str:
    """`name` is unlike those of the page's other charts; `shown` writes a value, and
    `shortly` beside the axis, where room is scarce on a phone. Levels of the axis are
    round in the `unit` for the highest value."""
    plain = [Line(line.name, fewer(line.points, len(lines))) for line in lines]
    space = spanned(plain, fan, mark)
    drawing = Drawing()
    if fan:
        draw_fan(drawing, space, fan)
    draw_lines(drawing, space, plain)
    if mark:
        draw_mark(drawing, space, mark)
    beside, high = shortly or shown, space.y.high
    levels = [(space.y(value), beside(value)) for value in upto(high, unit(high))]
    drawn = [*grid(space, levels), plot(drawing.parts), *drawing.dots]
    art = picture(
        name, title, description, *drawn, kind=f"lines {gutter(levels)}", height=280
    )
    table = table_of_lines(plain, fan, mark, shown, space)
    return figure(title, art, drawing.keys, table)


def plot(parts: Sequence[Element]) -> Element:
    """Fills whatever box it gets; labels and dots, which must not, are beside it."""
    return node(
        "svg",
        *parts,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width="100%",
        height="100%",
        preserveAspectRatio="none",
        overflow="visible",
    )


def gutter(levels: Sequence[tuple[float, str]]) -> str:
    letters = max((len(text) for _, text in levels), default=0)
    return next(
        (f"gutter-{kind}" for most, kind in GUTTERS.items() if letters <= most),
        "gutter-widest",
    )


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
        Scale(min(days).toordinal(), max(days).toordinal(), 0, WIDTH),
        Scale(min(low, 0), max(high, 0) or 1, HEIGHT, 0),
    )


def grid(space: Field, levels: Sequence[tuple[float, str]]) -> Iterator[Element]:
    """With its labels beside the plot, where no line gets."""
    for place, text in levels:
        y = percent(place / HEIGHT)
        yield node("line", look="gridline", x1=0, x2="100%", y1=y, y2=y)
        yield node(
            "text", text, look="label", x=-8, y=y, dy="0.35em", text_anchor="end"
        )
    floor = percent(space.y(space.y.low) / HEIGHT)
    yield node("line", look="axis", x1=0, x2="100%", y1=floor, y2=floor)
    first, last = (date.fromordinal(int(x)) for x in (space.x.low, space.x.high))
    for share, text, look in labels_of_days(space.x, first, last):
        x = percent(share / WIDTH)
        yield node("rect", look="tick", x=x, y="100%", width=1, height=4)
        yield node(
            "text", text, look=look, x=x, y="100%", dy="1.6em", text_anchor="middle"
        )


def labels_of_days(
    x: Scale, first: date, last: date
) -> Iterator[tuple[float, str, str]]:
    """Where each is, its text, and its look: spare ones are not shown on a phone."""
    before = -inf
    for day, text in days_between(first, last):
        place = x(day.toordinal())
        spare = place - before < APART * (x.end - x.begin)
        yield place, text, "label spare" if spare else "label"
        before = before if spare else place


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
        if not line.points:
            continue
        look = f"line-{min(number, 4)}"
        places = [space.at(*point) for point in line.points]
        drawing.parts.append(node("path", look=look, d=path(places)))
        drawing.keys.append((node("path", look=look, d="M0 5L20 5"), line.name))
    dotted = lines[0].points if lines else []
    if len(dotted) <= DOTS:
        drawing.dots = [dot(*space.at(*point)) for point in dotted]


def dot(x: float, y: float) -> Element:
    return node(
        "circle", look="dot", cx=percent(x / WIDTH), cy=percent(y / HEIGHT), r=3
    )


def draw_mark(drawing: Drawing, space: Field, mark: Mark) -> None:
    x = space.x(mark.day.toordinal())
    drawing.parts.append(node("path", look="mark", d=path([(x, 0), (x, HEIGHT)])))
    drawing.keys.append((node("path", look="mark", d="M10 0L10 10"), mark.name))


def table_of_lines(
    lines: Sequence[Line],
    fan: Fan | None,
    mark: Mark | None,
    shown: Callable[[float], str],
    space: Field,
) -> Table:
    values = [dict(line.points) for line in lines]
    rows = [
        (day, [written(day), *(shown(v[day]) if day in v else "" for v in values)])
        for day in set().union(*values)
    ]
    blank = [""] * (len(lines) - 1)
    if fan:
        rows += [
            (day, [f"{written(day)}, {word}", shown(fan.level), *blank])
            for word, day in (
                ("early end", fan.early),
                ("likely end", fan.likely),
                ("late end", fan.late),
            )
        ]
    if mark:
        rows.append(
            (mark.day, [f"{written(mark.day)}, {mark.name.lower()}", "", *blank])
        )
    rows.sort(key=lambda row: row[0])
    return Table(
        ["Date", *(line.name for line in lines)],
        [row for _, row in rows],
        [{"data-x": place_of(space, day)} for day, _ in rows],
    )


def place_of(space: Field, day: date) -> str:
    return percent(space.x(day.toordinal()) / WIDTH).removesuffix("%")


def written(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"
