"""Texts that are the same in every format."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime

from phases.models import PhaseStatus, PhaseType
from projects.models import ProjectType
from reports.snapshot.data import Both, Moved, PeriodChoice, PhasePart, Snapshot, Totals
from tracker.commands.output import plural
from tracker.templatetags.figures import UNKNOWN, amount_elsewhere
from tracker.units import SizeUnits, current_units

SCOPES = {"phase": "Phase", "project": "Project", "customer": "Customer"}


def day(value: date | None) -> str:
    return date_format(value) if value else UNKNOWN


def moment(value: datetime) -> str:
    """With its zone, as a reader may be in another one."""
    return f"{date_format(localtime(value), 'j M Y, H:i')} {localtime(value):%Z}"


def window_text(window: PeriodChoice) -> str:
    if window.kind == "last":
        return "Since the last measurement"
    if window.kind == "whole":
        return "Whole phase"
    if window.begin and window.end:
        return f"From {date_format(window.begin)} to {date_format(window.end)}"
    if window.begin:
        return f"From {date_format(window.begin)}"
    return f"Up to {date_format(window.end)}" if window.end else "All dates"


def units() -> str:
    if current_units() == SizeUnits.BINARY:
        return f"Sizes in binary units: 1 TiB = {1024**4:,} bytes."
    return f"Sizes in decimal units: 1 TB = {1000**4:,} bytes."


def above(snapshot: Snapshot) -> list[tuple[str, str]]:
    """The customer, project and phase that stand over the title."""
    rows = (
        ("Customer", snapshot.customer),
        ("Project", snapshot.project),
        ("Phase", snapshot.phase),
    )
    return [(label, row.name) for label, row in rows if row]


def phase_type(part: PhasePart) -> str:
    return str(PhaseType(part.type).label)


def phase_status(part: PhasePart) -> str:
    return str(PhaseStatus(part.status).label)


def project_type(value: str) -> str:
    return str(ProjectType(value).label)


def likely(part: PhasePart) -> str:
    """The end that was set manually, the likely end, or the state."""
    if part.expected_date:
        return f"{day(part.expected_date)} (set manually)"
    if part.forecast is None:
        return ""
    if part.forecast.state == "expected":
        return day(part.forecast.likely)
    return part.forecast.label


def commit_to(part: PhasePart) -> str:
    date_ = part.forecast and part.forecast.commit_to
    return day(date_) if date_ else ""


def measured(totals: Totals) -> str:
    """How many phases, and how old the figures of the open ones are."""
    text = f"{totals.measured:,} of {plural(totals.phases, 'phase')} measured."
    if totals.oldest_gather is None:
        return f"{text} Nothing remains in {'it' if totals.measured == 1 else 'them'}."
    oldest = day(totals.oldest_gather)
    return f"{text} Open phases were last measured on {oldest} or later."


def elsewhere(progress: Both) -> str:
    """What no progress includes; empty where that is unknown, or nothing."""
    if progress.elsewhere is None:
        return ""
    amount = amount_elsewhere(progress.elsewhere)
    return (
        f"On neither the source nor the target, and not part of the progress: {amount}."
    )


def span(change: Moved) -> str:
    days = plural(change.days, "day")
    return f"{day(change.first)} to {day(change.last)}, {days}"
