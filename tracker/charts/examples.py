"""Invented charts of every kind, for the style guide and for tests."""

from datetime import date, timedelta

from tracker.charts.bars import Bar, Part, bar_chart, stacked_bar_chart
from tracker.charts.lines import Fan, Line, Mark, line_chart
from tracker.charts.spark import sparkline
from tracker.charts.timeline import Stretch, timeline

DAY = date(2025, 9, 1)
LONG = "Trailers & teasers, in all languages, and the scenes that were left out of them"
DONE = (20, 41, 78, 96, 141, 167, 210, 248, 304)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def terabytes(value: float) -> str:
    return f"{value:,.0f} TB"


def line() -> str:
    done = [(after(16 * n), value) for n, value in enumerate(DONE)]
    return line_chart(
        "example-line",
        "Bytes on the target",
        "Rising from 20 TB in September to 304 TB in January; likely to finish on "
        "12 March.",
        [
            Line("On the target", done),
            Line("Total", [(day, 470 + n * 2) for n, (day, _) in enumerate(done)]),
        ],
        fan=Fan(done[-1], 486, after(172), after(192), after(243)),
        mark=Mark(after(211), "Target date"),
        shown=terabytes,
    )


def bars() -> str:
    return bar_chart(
        "example-bar",
        "Remaining by bucket",
        "News has the most left.",
        [Bar("NEWS", 112), Bar("Features <2019>", 48), Bar(LONG, 21)],
        shown=terabytes,
    )


def stacked() -> str:
    return stacked_bar_chart(
        "example-stack",
        "Where the bytes are, by bucket",
        "Most of News is on both.",
        ["NEWS", "Features", "Trailers"],
        [
            Part("On both", (180, 70, 30)),
            Part("Only on the source", (80, 48, 21)),
            Part("Only on the target", (9, 4, 0)),
        ],
        shown=terabytes,
    )


def phases() -> str:
    return timeline(
        "example-time",
        "Phases of the project",
        "The second copy ends last, likely on 12 March.",
        [
            Stretch(
                "First copy",
                "complete",
                began=after(0),
                last=after(90),
                planned=after(100),
            ),
            Stretch(
                "Second copy",
                "in progress",
                began=after(30),
                last=after(128),
                likely=after(192),
                late=after(243),
                planned=after(211),
            ),
            Stretch(LONG, "planned", planned=after(260)),
        ],
        Mark(after(135), "Today"),
    )


def spark() -> str:
    return sparkline("From 20 to 304 TB in 9 measurements", DONE)
