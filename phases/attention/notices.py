"""What the reasons say, with the one action that helps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse

from customers.models import Customer
from jobs.models import Job
from phases.attention.aside import Asides
from phases.attention.reasons import SETTLED
from phases.forecast import State, spoken
from phases.models import Phase, PhaseSummary, ProjectForecast, Reason, SetAside
from projects.models import Project
from tracker.templatetags.figures import amount_elsewhere

TONES = ("danger", "warning", "info")  # the worst first
LATE = str(Reason.LATE.label)
# What the forecast of a phase says already.
OF_STATE = frozenset(
    {
        Reason.TARGET_FELL,
        Reason.OVERDUE,
        Reason.STALLED,
        Reason.STALE,
        Reason.SLOW,
        Reason.ELSEWHERE,
        Reason.COMPLETE,
        Reason.EMPTY,
    }
)
PAGES = {
    Phase: "phases:set_aside",
    Project: "phases:set_aside_project",
    Job: "phases:set_aside_restore",
}


@dataclass(frozen=True)
class Notice:
    """One reason; `action` names what helps: gather, open, or complete."""

    row: Phase | Project | Job
    reason: Reason
    why: str
    action: str = "open"
    aside: SetAside | None = None

    @property
    def tone(self) -> str:
        return self.reason.tone

    @property
    def label(self) -> str:
        return str(self.reason.label)

    @property
    def late(self) -> bool:
        return self.reason in (Reason.LATE, Reason.MISSED)

    @property
    def text(self) -> str:
        return f"{self.row} {self.why}"

    @property
    def told(self) -> str:
        """As exports have it, also where someone set it aside."""
        aside = f" ({self.aside.told})" if self.aside else ""
        return f"{self.label}: {self.text}{aside}"


@dataclass(frozen=True)
class Line:
    """All notices of one phase, project or restore; the worst is the first."""

    row: Any
    notices: list[Notice]

    @property
    def first(self) -> Notice:
        return self.notices[0]

    @property
    def others(self) -> list[Notice]:
        return self.notices[1:]

    @property
    def open(self) -> list[Notice]:
        return still_open(self.notices)

    @property
    def open_labels(self) -> str:
        return ", ".join(notice.label for notice in self.open)

    @property
    def beside(self) -> list[Notice]:
        """To show where the state is already shown."""
        return [n for n in self.notices if n.aside or n.reason not in OF_STATE]

    @property
    def what(self) -> str:
        return "restore" if isinstance(self.row, Job) else self.row._meta.verbose_name

    @property
    def customer(self) -> Customer | None:
        return self.row.customer  # type: ignore[no-any-return]

    @property
    def page(self) -> str:
        return (
            self.row.page if isinstance(self.row, Job) else self.row.get_absolute_url()
        )

    @property
    def set_aside_page(self) -> str:
        return reverse(PAGES[type(self.row)], args=[self.row.pk])


def lines(notices: Iterable[Notice]) -> list[Line]:
    grouped = groupby(notices, key=lambda notice: notice.row)
    return [Line(row, list(of_row)) for row, of_row in grouped]


def marked(notices: Iterable[Notice], asides: Asides) -> list[Notice]:
    """With what is set aside of them."""
    return [
        replace(notice, aside=asides.get((notice.row.pk, notice.reason.value)))
        for notice in notices
    ]


def still_open(notices: Iterable[Notice]) -> list[Notice]:
    return [notice for notice in notices if not notice.aside]


def project_notices(forecast: ProjectForecast, today: date) -> list[Notice]:
    """Whether a project misses its target date, as for a phase."""
    project = forecast.project
    if not project.target_date or forecast.state in SETTLED:
        return []
    why = why_late(project.target_date, forecast.believed.p80, today)
    return [Notice(project, *why)] if why else []


def why_late(
    target: date, commit: date | None, today: date
) -> tuple[Reason, str] | None:
    """None when it is not late, as far as is known."""
    due = spoken(target, today)
    if target < today:
        return Reason.MISSED, f"has missed its target date, {due}, and is still open."
    if commit and commit > target:
        day = spoken(commit, today)
        why = f"will probably miss its target date: target {due}, commit date {day}."
        return Reason.LATE, why
    return None


def notices(summary: PhaseSummary, today: date) -> list[Notice]:
    """All reasons of one phase, the worst first."""
    reasons = [*_of_state(summary, today), *beside_its_state(summary, today)]
    return sorted(reasons, key=lambda notice: TONES.index(notice.tone))


def beside_its_state(summary: PhaseSummary, today: date) -> list[Notice]:
    """The reasons to show where the state is already shown."""
    return [*_of_plan(summary, today), *_odd(summary, today)]


def _of_state(summary: PhaseSummary, today: date) -> Iterator[Notice]:
    notice = partial(Notice, summary.phase)
    reading = summary.forecast.reading(today)
    since = spoken(reading.since, today)
    match reading.state:
        case State.TARGET_FELL:
            why = (
                f"held less data on its target on {since} than in the previous "
                "measurement."
            )
            yield notice(Reason.TARGET_FELL, why)
        case State.STALLED:
            yield notice(Reason.STALLED, f"has made no progress since {since}.")
        case State.STALE:
            why = f"has not been measured for {reading.days} days."
            yield notice(Reason.STALE, why, "gather")
        case State.OVERDUE:
            why = f"was due to finish on {since} and is still open."
            yield notice(Reason.OVERDUE, why)
        case State.SLOW:
            why = "would take more than 100 years at the current rate."
            yield notice(Reason.SLOW, why)
        case State.EMPTY:
            yield notice(Reason.EMPTY, "has nothing to move.", "complete")
        case State.COMPLETE if summary.elsewhere:
            amount = amount_elsewhere(summary.elsewhere)
            why = (
                f"has been complete since {since}, but {amount} are on neither its "
                "source nor its target. Check these first."
            )
            yield notice(Reason.ELSEWHERE, why)
        case State.COMPLETE:
            why = f"has been complete since {since}. Mark it completed."
            yield notice(Reason.COMPLETE, why, "complete")


def _of_plan(summary: PhaseSummary, today: date) -> Iterator[Notice]:
    phase, forecast = summary.phase, summary.forecast
    target, manual = phase.target_date, phase.expected_date
    if not target or forecast.state in SETTLED:
        return
    late = why_late(target, None if manual else forecast.believed.p80, today)
    if late:
        yield Notice(phase, *late)
    elif manual and manual > target:
        day, due = spoken(manual, today), spoken(target, today)
        why = f"has a manual end date, {day}, after its target date, {due}."
        yield Notice(phase, Reason.LATE, why)


def _odd(summary: PhaseSummary, today: date) -> Iterator[Notice]:
    notice = partial(Notice, summary.phase)
    if summary.remaining_objects < 0 or summary.remaining_bytes < 0:
        why = "has more data on the target than the source held. Check the figures."
        yield notice(Reason.OVER, why)
    moved = summary.source_moved or 0
    settled = summary.forecast.state in SETTLED
    if abs(moved) > settings.SOURCE_MOVED_PERCENT and not settled:
        how = "larger" if moved > 0 else "smaller"
        why = f"has a source {abs(moved):.0f}% {how} than at the baseline."
        yield notice(Reason.GREW if moved > 0 else Reason.SHRANK, why)
    if summary.tapes_run_out:
        day = spoken(summary.tapes_run_out, today)
        past = summary.tapes_run_out < today
        runs_out = "was expected to run out" if past else "will run out"
        why = (
            f"has {summary.scratch_tapes:,} scratch tapes left but needs "
            f"{summary.tapes_needed:,}, and {runs_out} on {day}."
        )
        yield notice(Reason.TAPES, why)
