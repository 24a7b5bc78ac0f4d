"""How the parts of a chart look where no stylesheet reaches: in a PDF.

In a page static/css/charts.css says the same in variables, for both themes.
"""

TEXT, MUTED, SURFACE = "#182123", "#4d5a5d", "#ffffff"
GRID, AXIS, FAN = "#e3e8e9", "#c3cccd", "#bfe2e6"
COLOURS = ("#0a6875", "#a15c00", "#6a54b3", "#5c696c")

Look = dict[str, str]


def stroke(colour: str, width: str = "2", dashes: str = "") -> Look:
    look = {"fill": "none", "stroke": colour, "stroke-width": width}
    return {**look, "stroke-dasharray": dashes} if dashes else look


LOOKS: dict[str, Look] = {
    "chart": {"font-family": "sans-serif", "font-size": "11"},
    "label": {"fill": MUTED},
    "name": {"fill": TEXT},
    "short": {"display": "none"},  # of a name, for narrow boxes only
    "gridline": stroke(GRID, "1"),
    "axis": stroke(AXIS, "1"),
    "tick": {"fill": AXIS},
    "fan": {"fill": FAN},
    "line-1": stroke(COLOURS[0]),
    "line-2": stroke(COLOURS[1], dashes="6 3"),
    "line-3": stroke(COLOURS[2], dashes="2 3"),
    "line-4": stroke(COLOURS[3], dashes="8 3 2 3"),
    "line-expected": stroke(COLOURS[0], "1.5", "5 4"),
    "mark": stroke(COLOURS[1], "1.5", "3 3"),
    "today": stroke(TEXT, "1.5"),
    "dot": {"fill": SURFACE, "stroke": COLOURS[0], "stroke-width": "1.5"},
    "area": {"fill": FAN},
    "likely": {**stroke(COLOURS[0], "1.5", "4 3"), "fill": FAN},
    **{f"fill-{n}": {"fill": colour} for n, colour in enumerate(COLOURS, 1)},
    **{
        f"hatch-{n}": {"stroke": colour, "stroke-width": "1.5", "fill": "none"}
        for n, colour in enumerate(COLOURS, 1)
    },
}
# What fills the second and later parts of a bar, so that colour is not all.
HATCHES = {
    2: "M0 6L6 0M-1 1L1 -1M5 7L7 5",
    3: "M0 3H6",
    4: "M3 0V6",
}
