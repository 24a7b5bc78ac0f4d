"""The sheet of a phase: its facts, how far it was day by day, its measurements."""

from collections.abc import Iterator
from dataclasses import astuple

from reports import words
from reports.formats.cells import Value, Writer
from reports.formats.sheetcharts import write_course
from reports.snapshot import PhasePart

WIDTHS = (24, 24, 24, 24, 24, 24, 24, 24, 14, 40)  # for hundreds of petabytes
OF_A_PHASE = 3  # customer, project and phase stand once, above
MEASURED = (
    "Date",
    "Type",
    "Source objects",
    "Source bytes",
    "Target objects",
    "Target bytes",
    "Remaining objects",
    "Remaining bytes",
    "Scratch tapes",
    "Note",
)


def write_phase(writer: Writer, part: PhasePart, name: str) -> None:
    sheet = writer.sheet(name, WIDTHS)
    line = 0
    for label, value in facts(part):
        if value is not None:
            sheet.fact(line, label, value)
            line += 1
    if part.gathers:
        line = write_course(writer, sheet, part.gathers, line + 1)
    if part.measurements:
        sheet.new_page(line)
        sheet.heads(line, MEASURED)
        for number, row in enumerate(part.measurements, line + 1):
            sheet.row(number, astuple(row)[OF_A_PHASE:])


def facts(part: PhasePart) -> Iterator[tuple[str, Value]]:
    """Unknown values have no line."""
    yield "Phase", part.name
    yield "Type", words.phase_type(part)
    yield "Status", words.phase_status(part)
    yield "Status reason", part.status_reason or None
    yield "Source", part.source or None
    yield "Target", part.target or None
    yield "Tape partition", part.target_tape_partition or None
    yield "Buckets", ", ".join(part.buckets) or None
    yield "Target date", part.target_date
    if part.expected_date:
        yield "End (set manually)", part.expected_date
        yield "Reason", part.expected_reason
    if part.progress is None:
        yield "Progress", "No measurement yet."
    elif elsewhere := part.progress.elsewhere:
        yield "Objects elsewhere", elsewhere.objects
        yield "Bytes elsewhere", elsewhere.bytes
    if part.forecast:
        yield "Forecast", part.forecast.sentence
    if part.needed:
        yield "Bytes/day needed", part.needed.bytes_a_day
        yield "Objects/day needed", part.needed.objects_a_day
    if part.change:
        yield "Period", words.span(part.change)
        yield "Objects moved", part.change.objects
        yield "Bytes moved", part.change.bytes
        yield "Bytes/day", part.change.bytes_a_day
        yield "Scratch tapes used", part.change.scratch_tapes
    if part.tapes:
        yield "Scratch tapes left", part.tapes.scratch
        yield "Scratch tapes needed", part.tapes.needed
        yield "Tapes run out", part.tapes.run_out
    for remark in part.remarks:
        yield remark.label, remark.why
