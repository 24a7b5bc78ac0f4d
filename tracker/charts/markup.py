"""Elements of a chart, and the figure that every chart stands in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, tostring

from tracker.charts.palette import LOOKS

ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Table:
    """The data of a chart, for those who read rather than look.

    `places` say where on the drawing the rows are, for the read-out: percent from the
    left (`data-x`), or pixels from the top (`data-y`).
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    places: Sequence[dict[str, str]] = ()


def node(
    tag: str, *children: "Element | str", look: str = "", **attributes: Any
) -> Element:
    """An element; a `look` is its class, with attributes for where no stylesheet is.

    `class_` and the like lose their underscores, inner ones become hyphens.
    """
    element = Element(tag)
    if look:
        element.set("class", look)
        for name in look.split():
            for key, value in LOOKS.get(name, {}).items():
                element.set(key, value)
    for name, value in attributes.items():
        if value is not None:
            key = name.rstrip("_").replace("_", "-")
            element.set(key, clean(shown(value)))
    for child in children:
        add(element, child)
    return element


def add(parent: Element, child: "Element | str") -> None:
    if not isinstance(child, str):
        parent.append(child)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + clean(child)
    else:
        parent.text = (parent.text or "") + clean(child)


def clean(text: str) -> str:
    return ILLEGAL.sub("\ufffd", text)


def shown(value: Any) -> str:
    """A coordinate with one decimal at most."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)


def html(element: Element) -> str:
    """Empty elements are closed in full: that is right as HTML and as XML."""
    return tostring(element, encoding="unicode", short_empty_elements=False)


def path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    d = "L".join(f"{shown(float(x))} {shown(float(y))}" for x, y in points)
    return f"M{d}{'Z' if closed else ''}" if d else ""


def picture(
    name: str, title: str, description: str, *drawn: Element, kind: str, height: int
) -> Element:
    """As wide as its box: places across are in percent, so letters keep their size."""
    return node(
        "svg",
        node("title", title, id=f"{name}-t"),
        node("desc", description, id=f"{name}-d"),
        *drawn,
        look=f"chart {kind}",
        width="100%",
        height=height,
        role="img",
        aria_labelledby=f"{name}-t {name}-d",
    )


def figure(
    title: str, drawing: Element, keys: Sequence[tuple[Element, str]], table: Table
) -> str:
    """The drawing with its title above, its keys and the same as a table below."""
    parts = [node("figcaption", title), drawing]
    if keys:
        parts.append(node("div", *(key(*pair) for pair in keys), class_="legend"))
    parts.append(
        node(
            "details",
            node("summary", "Show as table"),
            node(
                "div",
                table_element(table),
                class_="table-wrap",
                tabindex="0",
                role="region",
                aria_label=f"{title}, as a table",
            ),
        )
    )
    return html(node("figure", *parts, class_="figure"))


def key(sample: Element, text: str) -> Element:
    drawn = node(
        "svg",
        sample,
        look="key chart",
        viewBox="0 0 20 10",
        width=20,
        height=10,
        aria_hidden="true",
    )
    return node("span", drawn, text)


def table_element(table: Table) -> Element:
    """The first column names the row; figures stand to the right."""
    head = [
        node("th", text, scope="col", class_="num" if n else None)
        for n, text in enumerate(table.head)
    ]
    rows = [
        node(
            "tr",
            node("th", row[0], scope="row"),
            *(node("td", cell, class_="num") for cell in row[1:]),
        )
        for row in table.rows
    ]
    for row, place in zip(rows, table.places, strict=False):
        row.attrib.update(place)
    return node(
        "table",
        node("thead", node("tr", *head)),
        node("tbody", *rows),
        class_="table",
    )
