"""The sheet of a phase: its facts, how far it was day by day, its measurements."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, fields

from reports import words
from reports.formats.cells import Sheet, Value, Writer, share
from reports.snapshot import PhasePart
from reports.snapshot.data import Gather, Measurement

WIDTHS = (24, 22, 22, 22, 22, 22, 22, 22, 14, 40)
GATHERS = (
    "Day", "Objects on the target", "Objects in all", "Objects %",
    "Bytes on the target", "Bytes in all", "Bytes %",
)  # fmt: skip
OF_A_PHASE = 3  # customer, project and phase stand once, above
MEASURED = [
    each.name.replace("_", " ").capitalize()
    for each in fields(Measurement)[OF_A_PHASE:]
]
# Each comma takes three digits off.
AXIS = {"Objects": "#,##0", "Bytes": '#,##0.0,,,," TB"'}
CHART_ROWS, CHART_SIZE = 18, {"width": 720, "height": 340}


def write_phase(writer: Writer, part: PhasePart, name: str) -> None:
    sheet = writer.sheet(name, WIDTHS)
    line = 0
    for label, value in facts(part):
        sheet.row(line, [label, value], bold_first=True)
        line += 1
    if part.gathers:
        line = write_gathers(writer, sheet, part.gathers, name, line + 1)
    if part.measurements:
        sheet.heads(line + 1, MEASURED)
        for number, row in enumerate(part.measurements, line + 2):
            sheet.row(number, astuple(row)[OF_A_PHASE:])


def facts(part: PhasePart) -> Iterator[tuple[str, Value]]:
    yield "Phase", part.name
    yield "Type", words.phase_type(part)
    yield "Status", words.phase_status(part)
    yield "Source", part.source or None
    yield "Target", part.target or None
    yield "Tape partition", part.target_tape_partition or None
    yield "Buckets", "\n".join(part.buckets) or None
    yield "Target date", part.target_date
    if part.expected_date:
        yield "End set by hand", part.expected_date
        yield "Reason", part.expected_reason
    if part.forecast:
        yield "Forecast", part.forecast.sentence
    if part.needed:
        yield "Bytes a day needed", part.needed.bytes_a_day
        yield "Objects a day needed", part.needed.objects_a_day
    if part.change:
        yield "Window", words.span(part.change)
        yield "Objects moved", part.change.objects
        yield "Bytes moved", part.change.bytes
        yield "Bytes a day", part.change.bytes_a_day
        yield "Scratch tapes taken", part.change.scratch_tapes
    for remark in part.remarks:
        yield remark.label, remark.why


def write_gathers(
    writer: Writer, sheet: Sheet, gathers: Sequence[Gather], name: str, line: int
) -> int:
    sheet.heads(line, GATHERS)
    last = line
    for last, each in enumerate(gathers, line + 1):
        sheet.row(last, gather_row(each))
    place = last + 2
    for column, unit in ((4, "Bytes"), (1, "Objects")):
        drawn = chart(writer, name, unit, (line, last, column))
        sheet.sheet.insert_chart(place, 0 if unit == "Bytes" else 4, drawn)
    return place + CHART_ROWS


def gather_row(each: Gather) -> list[Value]:
    return [
        each.day,
        each.objects_done,
        each.objects_total,
        share(each.objects_done, each.objects_total),
        each.bytes_done,
        each.bytes_total,
        share(each.bytes_done, each.bytes_total),
    ]


def chart(writer: Writer, name: str, unit: str, place: tuple[int, int, int]) -> object:
    """Native: it follows when somebody changes the cells."""
    head, last, column = place
    made = writer.book.add_chart({"type": "line"})
    for own in (column, column + 1):
        made.add_series(
            {
                "name": [name, head, own],
                "categories": [name, head + 1, 0, last, 0],
                "values": [name, head + 1, own, last, own],
                "marker": {"type": "circle", "size": 4},
            }
        )
    made.set_title({"name": f"{unit} on the target", "overlay": False})
    made.set_x_axis({"date_axis": True, "num_format": "d mmm yyyy"})
    made.set_y_axis({"num_format": AXIS[unit], "min": 0})
    made.set_legend({"position": "bottom"})
    made.set_size(CHART_SIZE)
    return made
