"""Amounts side by side: one bar each, whole or in parts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from tracker.charts.lines import PLAIN
from tracker.charts.markup import Table, figure, node, picture
from tracker.charts.palette import HATCHES
from tracker.charts.scale import MOST_DRAWN, Scale, percent, shortened

ROW, THICK = 44, 14
LONG, SHORT = 66, 25  # letters of a name that fit beside the amount, on a phone too


@dataclass(frozen=True)
class Bar:
    name: str
    value: float


@dataclass(frozen=True)
class Part:
    """What one of the parts is called, and its amount in every bar."""

    name: str
    values: Sequence[float]


def bar_chart(
    name: str,
    title: str,
    description: str,
    bars: Sequence[Bar],
    *,
    shown: Callable[[float], str] = PLAIN,
) -> str:
    values = [bar.value for bar in bars]
    rows = [(bar.name, [bar.value]) for bar in bars]
    drawn = [*drawn_rows(name, rows, max(values, default=0), shown)]
    figures = [[bar.name, shown(bar.value)] for bar in bars]
    table = Table(["Name", "Amount"], figures, places(len(bars)))
    return figure(title, framed(name, title, description, drawn, len(bars)), [], table)


def stacked_bar_chart(
    name: str,
    title: str,
    description: str,
    names: Sequence[str],
    parts: Sequence[Part],
    *,
    shown: Callable[[float], str] = PLAIN,
) -> str:
    rows = [
        (label, [part.values[n] for part in parts]) for n, label in enumerate(names)
    ]
    longest = max((sum(values) for _, values in rows), default=0)
    hatches = patterns(name, range(1, len(parts) + 1))
    drawn = [hatches, *drawn_rows(name, rows, longest, shown)]
    keys = [
        (sample(name, n), part.name)
        for n, part in enumerate(parts, 1)
        if any(value > 0 for value in part.values)
    ]
    table = Table(
        ["Name", *(part.name for part in parts)],
        [[label, *map(shown, values)] for label, values in rows],
        places(len(rows)),
    )
    art = framed(name, title, description, drawn, len(names))
    return figure(title, art, keys, table)


def framed(
    name: str, title: str, description: str, drawn: Sequence[Element], rows: int
) -> Element:
    height = max(rows, 1) * ROW
    return picture(name, title, description, *drawn, kind="rows", height=height)


def places(rows: int, top: int = 0) -> list[dict[str, str]]:
    """Where the middle of each row is."""
    return [{"data-y": str(top + n * ROW + ROW // 2)} for n in range(rows)]


def named(text: str, y: float, long: int, short: int) -> Iterator[Element]:
    """Once, or in two lengths of which the stylesheet shows one."""
    longer, shorter = shortened(text, long), shortened(text, short)
    looks = {"name long": longer, "name short": shorter}
    for look, drawn in looks.items() if longer != shorter else [("name", longer)]:
        yield node("text", drawn, look=look, x=0, y=y)


def drawn_rows(
    name: str,
    rows: Sequence[tuple[str, Sequence[float]]],
    longest: float,
    shown: Callable[[float], str],
) -> Iterator[Element]:
    """A negative amount is nothing to draw; its figure stands in the label."""
    scale = Scale(0, longest if longest > 0 else 1, 0, 1)
    most = MOST_DRAWN // max((len(values) for _, values in rows), default=1)
    for number, (label, values) in enumerate(rows[:most]):
        y = number * ROW
        yield from named(label, y + 14, LONG, SHORT)
        amount = shown(sum(values))
        yield node("text", amount, look="label", x="100%", y=y + 14, text_anchor="end")
        x = 0.0
        for part, value in enumerate(values, 1):
            if value > 0:
                width = scale(value)
                yield from piece(name, part, percent(x), y + 20, percent(width))
                x += width


def piece(
    name: str,
    part: int,
    x: float | str,
    y: float,
    width: float | str,
    thick: float = THICK,
) -> Iterator[Element]:
    place: dict[str, Any] = {"x": x, "y": y, "width": width, "height": thick}
    part = min(part, 4)
    if part in HATCHES:
        yield node("rect", fill=f"url(#{name}-h{part})", **place)
        yield node("rect", look=f"hatch-{part}", **place)
    else:
        yield node("rect", look=f"fill-{part}", **place)


def patterns(name: str, parts: Sequence[int]) -> Element:
    """Hatches of the colours, so that colour is not all that tells parts apart."""
    return node(
        "defs",
        *(
            node(
                "pattern",
                node("path", look=f"hatch-{part}", d=d),
                id=f"{name}-h{part}",
                width=6,
                height=6,
                patternUnits="userSpaceOnUse",
            )
            for part, d in HATCHES.items()
            if part in parts
        ),
    )


def sample(name: str, part: int) -> Element:
    """With a hatch of its own: some who draw SVG do not look into another drawing."""
    own = f"{name}-key"
    return node("g", patterns(own, [part]), *piece(own, part, 0, 0, 20, 10))
