"""Charts as SVG, drawn on the server: line, bar, stacked bar, sparkline, timeline.

The markup is the same in a page, an HTML export and a PDF. A page's stylesheet colours
it by class, in both themes; where no stylesheet reaches, the attributes do.
"""

from tracker.charts.bars import Bar, Part, bar_chart, stacked_bar_chart
from tracker.charts.lines import Fan, Line, Mark, line_chart
from tracker.charts.markup import Table
from tracker.charts.spark import sparkline
from tracker.charts.timeline import Stretch, timeline

__all__ = [
    "Bar",
    "Fan",
    "Line",
    "Mark",
    "Part",
    "Stretch",
    "Table",
    "bar_chart",
    "line_chart",
    "sparkline",
    "stacked_bar_chart",
    "timeline",
]
