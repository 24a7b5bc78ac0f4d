"""XLSX: real numbers and dates, a sheet with all phases and one for each, charts."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.template.defaultfilters import pluralize
from xlsxwriter import Workbook

from reports import words
from reports.formats.cells import Value, Writer, rounded, share
from reports.formats.phasesheet import WIDTHS, write_phase
from reports.formats.sheetcharts import write_course
from reports.formats.sheetnames import SheetNames
from reports.snapshot import PhasePart, ProjectPart, Snapshot
from reports.snapshot.data import Both, Moved, Totals

MOST_SHEETS = 1000
FIRST, TOTALS = "Report", "Totals"
OPTIONS = {
    "constant_memory": True,  # rows come in order
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
COLUMNS = (
    ("Project", 24), ("Phase", 24), ("Sheet", 24), ("Type", 18), ("Status", 12),
    ("Objects on the target", 17), ("Objects total", 17), ("Objects remaining", 17),
    ("Objects %", 10), ("Bytes on the target", 26), ("Bytes total", 26),
    ("Bytes remaining", 26), ("Bytes %", 10), ("First day", 12), ("Last day", 12),
    ("Objects moved", 17), ("Bytes moved", 26), ("Bytes/day", 24),
    ("State", 16), ("Likely end", 12), ("Commit date", 12), ("Target date", 12),
    ("Scratch tapes", 14), ("Tapes needed", 14), ("Last measured", 14),
)  # fmt: skip


def render(snapshot: Snapshot) -> bytes:
    content = BytesIO()
    with Workbook(content, OPTIONS) as book:
        book.set_properties(
            {
                "title": snapshot.title,
                "author": snapshot.author,
                "comments": f"Created with {snapshot.made_with}.",
            }
        )
        book.set_size(2400, 1600)
        writer = Writer(book)
        names = SheetNames(FIRST, TOTALS)
        parts = snapshot.phases
        sheets = [names.of(part.name) for part in parts[:MOST_SHEETS]]
        write_first(writer, snapshot)
        write_totals(writer, snapshot, sheets)
        for project in snapshot.projects:
            if len(project.course) > 1:
                write_project(writer, project, names.of(f"All of {project.name}"))
        for part, name in zip(parts, sheets, strict=False):
            write_phase(writer, part, name)
    return content.getvalue()


def write_first(writer: Writer, snapshot: Snapshot) -> None:
    sheet = writer.sheet(FIRST, (28, 90))
    for number, (label, value) in enumerate(facts(snapshot)):
        sheet.fact(number, label, value, wrap=True)


def write_project(writer: Writer, project: ProjectPart, name: str) -> None:
    """The progress of all its phases together."""
    sheet = writer.sheet(name, WIDTHS)
    sheet.fact(0, "Project", project.name)
    sheet.fact(1, "Type", words.project_type(project.type))
    line = 2
    if project.target_date:
        sheet.fact(line, "Target date", project.target_date)
        line += 1
    if project.forecast:
        sheet.fact(line, "Forecast", project.forecast.sentence)
        line += 1
    write_course(writer, sheet, project.course, line + 1)


def facts(snapshot: Snapshot) -> Iterator[tuple[str, Value]]:
    yield from words.above(snapshot)
    yield "Period", words.window_text(snapshot.window)
    yield "Data cut-off", words.moment(snapshot.cut_off)
    yield "Author", snapshot.author
    totals = snapshot.totals
    yield "Phases", totals.phases
    yield "Phases with measurements", totals.measured
    yield "Last measured", totals.latest_gather
    if totals.progress:
        yield "Objects on the target", totals.progress.objects.done
        yield "Objects total", totals.progress.objects.total
        yield "Bytes on the target", totals.progress.bytes.done
        yield "Bytes total", totals.progress.bytes.total
        if elsewhere := totals.progress.elsewhere:
            yield "Objects elsewhere", elsewhere.objects
            yield "Bytes elsewhere", elsewhere.bytes
    for project in snapshot.projects:
        if project.forecast:
            yield f"Forecast for {project.name}", project.forecast.sentence
    if totals.phases > MOST_SHEETS:
        yield "Sheets", f"Only the first {MOST_SHEETS:,} phases have a sheet."
    if any(map(rounded, exact(snapshot))):
        yield (
            "Rounding",
            (
                "A spreadsheet keeps 15 digits of a number, and some figures here have "
                "more. The CSV and JSON formats contain them to the byte."
            ),
        )


def exact(snapshot: Snapshot) -> Iterator[int]:
    if progress := snapshot.totals.progress:
        yield from (progress.bytes.total, progress.bytes.done, progress.bytes.remaining)
    for row in snapshot.measurements:
        yield from (row.source_size, row.target_size)


def write_totals(writer: Writer, snapshot: Snapshot, sheets: list[str]) -> None:
    sheet = writer.sheet(TOTALS, [width for _, width in COLUMNS])
    sheet.heads(0, [title for title, _ in COLUMNS])
    line = 0
    for project in snapshot.projects:
        for part in project.phases:
            name = sheets[line] if line < len(sheets) else None
            line += 1
            sheet.row(line, [project.name, part.name, name, *phase_row(part)])
    if snapshot.scope != "phase":
        sheet.row(line + 1, total_row(snapshot.totals), bold=True)
    sheet.freeze(1, 2)
    if line:
        sheet.filter(line, len(COLUMNS))


def phase_row(part: PhasePart) -> list[Value]:
    return [
        words.phase_type(part),
        words.phase_status(part),
        *progress_cells(part.progress),
        *change_cells(part.change),
        *expected_cells(part),
        part.target_date,
        *([part.tapes.scratch, part.tapes.needed] if part.tapes else [None] * 2),
        part.last_gather,
    ]


def progress_cells(progress: Both | None) -> list[Value]:
    if progress is None:
        return [None] * 8
    cells: list[Value] = []
    for unit in (progress.objects, progress.bytes):
        cells += [unit.done, unit.total, unit.remaining, share(unit.done, unit.total)]
    return cells


def change_cells(change: Moved | None) -> list[Value]:
    if change is None:
        return [None] * 5
    return [change.first, change.last, change.objects, change.bytes, change.bytes_a_day]


def expected_cells(part: PhasePart) -> list[Value]:
    forecast = part.forecast
    if forecast is None:
        return [None, part.expected_date, None]
    return [forecast.label, part.expected_date or forecast.likely, forecast.commit_to]


def total_row(totals: Totals) -> list[Any]:
    return [
        "All phases",
        f"{totals.phases:,} phase{pluralize(totals.phases)}",
        None,
        None,
        None,
        *progress_cells(totals.progress),
        None,
        None,
        totals.objects_moved,
        totals.bytes_moved,
        totals.bytes_a_day,
        *[None] * 6,
        totals.oldest_gather,
    ]
