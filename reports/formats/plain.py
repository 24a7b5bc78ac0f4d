"""Text for a terminal."""

from collections.abc import Iterator

from files.visible import visible
from reports import words
from reports.snapshot import PhasePart, ProjectPart, Snapshot
from reports.snapshot.data import Both, Measurement, Moved, Totals
from tracker.commands.output import table
from tracker.progress import Progress
from tracker.templatetags.figures import (
    count,
    percent,
    rate_of_bytes,
    rate_of_objects,
    size_text,
)

TITLES = (
    "PHASE",
    "STATUS",
    "OBJECTS",
    "BYTES",
    "ON THE TARGET",
    "IN THIS PERIOD",
    "LIKELY END",
    "COMMIT DATE",
    "LAST MEASURED",
)
MEASURED = (
    "DATE",
    "TYPE",
    "SOURCE OBJECTS",
    "SOURCE BYTES",
    "TARGET OBJECTS",
    "TARGET BYTES",
    "REMAINING OBJECTS",
    "REMAINING BYTES",
    "TAPES",
)


def render(snapshot: Snapshot) -> bytes:
    lines = [visible(line).rstrip() for line in report(snapshot)]
    return ("\n".join(lines).strip() + "\n").encode("utf-8", "backslashreplace")


def report(snapshot: Snapshot) -> Iterator[str]:
    yield " · ".join(name for _, name in words.above(snapshot))
    yield (
        f"{words.window_text(snapshot.window)}; data as of "
        f"{words.moment(snapshot.cut_off)}; by {snapshot.author}"
    )
    if snapshot.phase:
        for part in snapshot.phases:
            yield from phase(part)
        return
    yield ""
    yield from totals(snapshot.totals)
    for project in snapshot.projects:
        yield from of_project(snapshot, project)


def of_project(snapshot: Snapshot, project: ProjectPart) -> Iterator[str]:
    if snapshot.scope == "customer":
        yield ""
        yield f"== {project.name} ({words.project_type(project.type)})"
        yield from totals(project.totals)
    if project.forecast:
        yield project.forecast.sentence
    if project.phases:
        yield ""
        yield table(TITLES, [row(part) for part in project.phases])
    for part in project.phases:
        for remark in part.remarks:
            yield f"! {part.name} {remark.why}"


def row(part: PhasePart) -> list[str]:
    done = part.progress
    return [
        part.name,
        words.phase_status(part),
        percent(done.objects.fraction) if done else "no measurement",
        percent(done.bytes.fraction) if done else "",
        amount_of_bytes(done.bytes) if done else "",
        signed_size(part.change.bytes) if part.change else "",
        words.likely(part),
        words.commit_to(part),
        words.day(part.last_gather) if done else "",
    ]


def totals(total: Totals) -> Iterator[str]:
    if total.progress is None:
        yield "No phase has a measurement yet."
        return
    yield from progress(total.progress)
    yield words.measured(total)
    if total.bytes_moved is not None and total.objects_moved is not None:
        yield (
            f"In this period: {signed_size(total.bytes_moved)}, "
            f"{total.objects_moved:+,} objects."
        )


def progress(both: Both) -> Iterator[str]:
    objects, in_bytes = both.objects, both.bytes
    yield f"Objects  {percent(objects.fraction):>6}  {amount(objects)}"
    yield f"Bytes    {percent(in_bytes.fraction):>6}  {amount_of_bytes(in_bytes)}"
    if elsewhere := words.elsewhere(both):
        yield elsewhere


def phase(part: PhasePart) -> Iterator[str]:
    yield f"{words.phase_type(part)}, {words.phase_status(part).lower()}"
    yield f"From {part.source or 'unknown'} to {part.target or 'unknown'}"
    yield ""
    if part.progress is None:
        yield "No measurement yet."
        return
    yield from progress(part.progress)
    yield from expected(part)
    if part.change:
        yield ""
        yield from change(part.change)
    if part.measurements:
        yield ""
        yield table(MEASURED, [measurement(one) for one in part.measurements])


def expected(part: PhasePart) -> Iterator[str]:
    if part.expected_date:
        end = words.day(part.expected_date)
        yield f"End set manually: {end} ({part.expected_reason})"
    if part.forecast:
        yield part.forecast.sentence
    if part.target_date:
        yield f"Target date {words.day(part.target_date)}."
    if part.tapes:
        needed = count(part.tapes.needed)
        out = part.tapes.run_out
        ends = f", run out on {words.day(out)}" if out else ""
        yield f"Scratch tapes: {part.tapes.scratch:,} left, {needed} needed{ends}."
    for remark in part.remarks:
        yield f"! {remark.label}: {remark.why}"


def change(moved: Moved) -> Iterator[str]:
    yield f"{words.span(moved)}:"
    yield (
        f"  target {signed_size(moved.bytes)}, {moved.objects:+,} objects; "
        f"{rate_of_bytes(moved.bytes_a_day)}, {rate_of_objects(moved.objects_a_day)}"
    )
    yield (
        f"  source {signed_size(moved.source_bytes)}, {moved.source_objects:+,} objects"
    )


def measurement(day: Measurement) -> list[str]:
    return [
        day.timestamp.isoformat(),
        day.type,
        *(
            count(value)
            for value in (
                day.source_objects,
                day.source_size,
                day.target_objects,
                day.target_size,
                day.remaining_objects,
                day.remaining_size,
                day.target_scratch_tapes,
            )
        ),
    ]


def amount(value: Progress) -> str:
    return f"{value.done:,} of {value.total:,}"


def amount_of_bytes(value: Progress) -> str:
    return f"{size_text(value.done)} of {size_text(value.total)}"


def signed_size(value: int) -> str:
    return f"{'-' if value < 0 else '+'}{size_text(abs(value))}"
