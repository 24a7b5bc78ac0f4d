"""Active phases that need attention, each with its reasons."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone

from customers.models import Customer
from phases.forecast import State, spoken
from phases.models import Phase, PhaseSummary, ProjectForecast
from projects.models import Project
from tracker.templatetags.figures import amount_elsewhere

SETTLED = (State.COMPLETE.value, State.EMPTY.value)
TONES = ("danger", "warning", "info")  # the worst first
LATE = "Late"
LOUD = (State.TARGET_FELL.value, State.STALLED.value, State.SLOW.value)


@dataclass(frozen=True)
class Notice:
    """One reason; `action` names what helps: gather, open, or complete."""

    row: Phase | Project
    tone: str
    label: str
    why: str
    action: str = "open"

    @property
    def what(self) -> str:
        return str(self.row._meta.verbose_name)

    @property
    def customer(self) -> Customer:
        project = self.row.project if isinstance(self.row, Phase) else self.row
        return project.customer


def needing_attention(
    summaries: QuerySet[PhaseSummary] | None = None, today: date | None = None
) -> QuerySet[PhaseSummary]:
    """Phases with a reason, the worst first; without summaries, all active ones."""
    if summaries is None:
        summaries = PhaseSummary.objects.of_active_phases()
    today = today or timezone.localdate()
    worst = Q(state=State.TARGET_FELL.value) | late(today)
    only_to_close = Q(state__in=SETTLED) & ~over() & ~Q(elsewhere_objects__gt=0)
    return (
        summaries.filter(any_reason(today))
        .annotate(
            grade=Case(
                When(worst, then=Value(0)),
                When(only_to_close, then=Value(2)),
                default=Value(1),
            )
        )
        .order_by("grade", "last_gather", "pk")
    )


def any_reason(today: date) -> Q:
    limit = float(settings.SOURCE_MOVED_PERCENT)
    unsettled = ~Q(state__in=SETTLED)
    source_changed = Q(source_moved__gt=limit) | Q(source_moved__lt=-limit)
    return (
        Q(state__in=LOUD)
        | Q(state__in=SETTLED)
        | over()
        | stale(today)
        | (unsettled & source_changed)
        | late(today)
        | Q(tapes_run_out__isnull=False)
    )


def stale_before(today: date) -> date:
    return today - timedelta(days=settings.STALE_DAYS)


def stale(today: date) -> Q:
    return ~Q(state__in=SETTLED) & Q(last_gather__lt=stale_before(today))


def stalled(today: date) -> Q:
    return Q(state=State.STALLED.value, last_gather__gte=stale_before(today))


def over() -> Q:
    """More on the target than the source held."""
    return Q(remaining_objects__lt=0) | Q(remaining_bytes__lt=0)


def late(today: date) -> Q:
    return overdue(today) | off_plan(today)


def overdue(today: date) -> Q:
    """Past its own date."""
    return Q(p50__lt=today, last_gather__gte=stale_before(today))


def off_plan(today: date) -> Q:
    """Past its target date, or expected after it."""
    manual = Q(phase__expected_date__isnull=False)
    believed = Q(last_gather__gte=stale_before(today))
    return (
        (~Q(state__in=SETTLED) & Q(phase__target_date__lt=today))
        | (~manual & believed & Q(p80__gt=F("phase__target_date")))
        | (manual & Q(phase__expected_date__gt=F("phase__target_date")))
    )


REASONS: dict[str, Callable[[date], Q]] = {
    "overdue": overdue,
    "stalled": stalled,
    "late": off_plan,
    "stale": stale,
}


def late_projects(
    forecasts: QuerySet[ProjectForecast], today: date
) -> QuerySet[ProjectForecast]:
    believed = Q(as_of=None) | Q(as_of__gte=stale_before(today))
    target = "project__target_date"
    return forecasts.filter(
        Q(state=State.EXPECTED.value) & believed & Q(p80__gt=F(target))
        | ~Q(state__in=SETTLED) & Q(**{f"{target}__lt": today}),
        project__active=True,
        project__customer__active=True,
    ).order_by(target, "pk")


def project_notices(forecast: ProjectForecast, today: date) -> list[Notice]:
    """Whether a project misses its target date, as for a phase."""
    project = forecast.project
    if not project.target_date or forecast.state in SETTLED:
        return []
    why = why_late(project.target_date, forecast.believed.p80, today)
    return [Notice(project, "danger", LATE, why)] if why else []


def why_late(target: date, commit: date | None, today: date) -> str:
    """Empty when it is not late, as far as is known."""
    due = spoken(target, today)
    if target < today:
        return f"has missed its target date, {due}, and is still open."
    if commit and commit > target:
        day = spoken(commit, today)
        return f"will probably miss its target date: target {due}, commit date {day}."
    return ""


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
            yield notice("danger", "Target lost data", why)
        case State.STALLED:
            yield notice("warning", "Stalled", f"has made no progress since {since}.")
        case State.STALE:
            why = f"has not been measured for {reading.days} days."
            yield notice("warning", "Out of date", why, "gather")
        case State.OVERDUE:
            why = f"was due to finish on {since} and is still open."
            yield notice("danger", "Overdue", why)
        case State.SLOW:
            why = "would take more than 100 years at the current rate."
            yield notice("warning", "Too slow", why)
        case State.EMPTY:
            yield notice("info", "Empty", "has nothing to move.", "complete")
        case State.COMPLETE if summary.elsewhere:
            amount = amount_elsewhere(summary.elsewhere)
            why = (
                f"has been complete since {since}, but {amount} are on neither its "
                "source nor its target. Check these first."
            )
            yield notice("warning", "Objects elsewhere", why)
        case State.COMPLETE:
            why = f"has been complete since {since}. Mark it completed."
            yield notice("info", "Complete", why, "complete")


def _of_plan(summary: PhaseSummary, today: date) -> Iterator[Notice]:
    phase, forecast = summary.phase, summary.forecast
    if not phase.target_date or forecast.state in SETTLED:
        return
    manual = phase.expected_date
    why = why_late(phase.target_date, None if manual else forecast.believed.p80, today)
    if not why and manual and manual > phase.target_date:
        day, target = spoken(manual, today), spoken(phase.target_date, today)
        why = f"has a manual end date, {day}, after its target date, {target}."
    if why:
        yield Notice(phase, "danger", LATE, why)


def _odd(summary: PhaseSummary, today: date) -> Iterator[Notice]:
    notice = partial(Notice, summary.phase, "warning")
    if summary.remaining_objects < 0 or summary.remaining_bytes < 0:
        why = "has more data on the target than the source held. Check the figures."
        yield notice("Over 100%", why)
    moved = summary.source_moved or 0
    settled = summary.forecast.state in SETTLED
    if abs(moved) > settings.SOURCE_MOVED_PERCENT and not settled:
        how = "larger" if moved > 0 else "smaller"
        why = f"has a source {abs(moved):.0f}% {how} than at the baseline."
        yield notice("Source changed", why)
    if summary.tapes_run_out:
        day = spoken(summary.tapes_run_out, today)
        past = summary.tapes_run_out < today
        runs_out = "was expected to run out" if past else "will run out"
        why = (
            f"has {summary.scratch_tapes:,} scratch tapes left but needs "
            f"{summary.tapes_needed:,}, and {runs_out} on {day}."
        )
        yield notice("Tapes running out", why)
