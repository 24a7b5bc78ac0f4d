"""Native charts of a workbook: they follow when a cell is changed."""

from collections.abc import Sequence
from datetime import date

from phases.course import ProgressDay
from reports.formats.cells import Sheet, Value, Writer, share
from tracker.charts.palette import COLOURS

GATHERS = (
    "Day",
    "Objects on the target",
    "Objects total",
    "Objects %",
    "Bytes on the target",
    "Bytes total",
    "Bytes %",
)
CHART_ROWS, CHART_SIZE = 18, {"width": 620, "height": 340}
SECOND = 4  # the column at which the second chart begins
MOST_LABELS = 8
# Each comma takes three digits off.
IN_BYTES = (
    (10**16, '#,##0,,,,," PB"'),
    (10**13, '#,##0,,,," TB"'),
    (10**10, '#,##0,,," GB"'),
    (0, "#,##0"),
)
Place = tuple[int, int, int]  # heads, last row, column


def write_course(
    writer: Writer, sheet: Sheet, days: Sequence[ProgressDay], line: int
) -> int:
    """The charts, and below them the days that they are of; gives the line after."""
    head = line + (CHART_ROWS if len(days) > 1 else 0)
    last = head + len(days)
    if len(days) > 1:
        in_bytes = chart(writer, sheet, "Bytes", days, (head, last, 4))
        in_objects = chart(writer, sheet, "Objects", days, (head, last, 1))
        sheet.sheet.insert_chart(line, 0, in_bytes)
        sheet.sheet.insert_chart(line, SECOND, in_objects)
    sheet.heads(head, GATHERS)
    for number, day in enumerate(days, head + 1):
        sheet.row(number, course_row(day))
    return last + 2


def course_row(day: ProgressDay) -> list[Value]:
    return [
        day.day,
        day.objects_done,
        day.objects_total,
        share(day.objects_done, day.objects_total),
        day.bytes_done,
        day.bytes_total,
        share(day.bytes_done, day.bytes_total),
    ]


def chart(
    writer: Writer, sheet: Sheet, unit: str, days: Sequence[ProgressDay], place: Place
) -> object:
    drawing = writer.book.add_chart({"type": "line"})
    for own in (0, 1):
        drawing.add_series(series(sheet.name, place, own))
    drawing.set_title(
        {"name": f"{unit} on the target", "overlay": False, "name_font": {"size": 12}}
    )
    drawing.set_x_axis(days_axis(days[0].day, days[-1].day))
    highest = max(d.bytes_total if unit == "Bytes" else 0 for d in days)
    look = next(look for least, look in IN_BYTES if highest >= least)
    grid = {"visible": True, "line": {"color": "#e3e8e9"}}
    drawing.set_y_axis({"num_format": look, "min": 0, "major_gridlines": grid})
    drawing.set_legend({"position": "bottom"})
    drawing.set_size(CHART_SIZE)
    return drawing


def series(name: str, place: Place, own: int) -> dict[str, object]:
    """What is on the target, or the total."""
    head, last, column = place
    line = {"color": COLOURS[own], "width": 1.75}
    marker = {"type": "circle", "size": 4, "fill": {"color": COLOURS[0]}}
    return {
        "name": [name, head, column + own],
        "categories": [name, head + 1, 0, last, 0],
        "values": [name, head + 1, column + own, last, column + own],
        "line": {**line, "dash_type": "dash"} if own else line,
        "marker": {"type": "none"} if own else marker,
    }


def days_axis(first: date, last: date) -> dict[str, object]:
    """With a label per month, or per several months."""
    days = (last - first).days
    months = days // 30 // MOST_LABELS + 1
    unit = (
        {"major_unit": months, "major_unit_type": "months", "num_format": "mmm yyyy"}
        if days > 31 * 2
        else {"major_unit": 7, "major_unit_type": "days", "num_format": "d mmm yyyy"}
    )
    return {"date_axis": True, **unit}
