"""A line as small as a word."""

from collections.abc import Sequence

from tracker.charts.markup import html, node, path
from tracker.charts.scale import Scale, thinned

WIDTH, HEIGHT = 80, 24
MOST = 80


def sparkline(description: str, values: Sequence[float]) -> str:
    """Of values at even distances; the description says what there is to see."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    x = Scale(0, max(len(values) - 1, 1), 1, WIDTH - 1)
    y = Scale(low, high, HEIGHT - 2, 2)
    places = thinned([(x(n), y(value)) for n, value in enumerate(values)], MOST)
    if len(places) == 1:
        places.append((WIDTH - 1, places[0][1]))
    ground = [(places[-1][0], HEIGHT), (places[0][0], HEIGHT)] if places else []
    return html(
        node(
            "svg",
            node("path", look="area", d=path([*places, *ground], closed=True)),
            node("path", look="line-1", d=path(places)),
            look="spark",
            viewBox=f"0 0 {WIDTH} {HEIGHT}",
            width=WIDTH,
            height=HEIGHT,
            preserveAspectRatio="none",
            role="img",
            aria_label=description,
        )
    )


def trend_line(values: Sequence[float]) -> str:
    count = f"{len(values)} measurement{'' if len(values) == 1 else 's'}"
    way = "rising" if values and values[-1] > values[0] else "not rising"
    return sparkline(f"On the target, over {count}: {way}", values)
