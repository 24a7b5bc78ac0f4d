"""Active phases that somebody should look at, each with its reasons."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone

from phases.forecast import State, spoken
from phases.models import Phase, PhaseSummary

SETTLED = (State.COMPLETE.value, State.EMPTY.value)
TONES = ("danger", "warning", "info")  # the worst first
LOUD = (State.TARGET_FELL.value, State.STALLED.value, State.SLOW.value)


@dataclass(frozen=True)
class Notice:
    """One reason; `action` names what helps: gather, open, or complete."""

    phase: Phase
    tone: str
    label: str
    why: str
    action: str = "open"


def needing_attention(
    summaries: QuerySet[PhaseSummary] | None = None, today: date | None = None
) -> QuerySet[PhaseSummary]:
    """Those with a reason, what is worst first; of all active phases if none given."""
    if summaries is None:
        summaries = PhaseSummary.objects.of_active_phases()
    today = today or timezone.localdate()
    worst = Q(state=State.TARGET_FELL.value) | late(today)
    only_to_close = Q(state__in=SETTLED) & ~over()
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
    moved = float(settings.SOURCE_MOVED_PERCENT)
    still = ~Q(state__in=SETTLED)
    in_doubt = Q(source_moved__gt=moved) | Q(source_moved__lt=-moved)
    return (
        Q(state__in=LOUD)
        | Q(state__in=SETTLED)
        | over()
        | (still & Q(last_gather__lt=stale_before(today)))
        | (still & in_doubt)
        | late(today)
        | Q(tapes_run_out__isnull=False)
    )


def stale_before(today: date) -> date:
    return today - timedelta(days=settings.STALE_DAYS)


def over() -> Q:
    """More on the target than there was to move."""
    return Q(remaining_objects__lt=0) | Q(remaining_bytes__lt=0)


def late(today: date) -> Q:
    """Past its own date, or expected later than it was planned for."""
    by_hand = Q(phase__expected_date__isnull=False)
    return (
        Q(p50__lt=today, last_gather__gte=stale_before(today))
        | (~by_hand & Q(p80__gt=F("phase__target_date")))
        | (by_hand & Q(phase__expected_date__gt=F("phase__target_date")))
    )


def notices(summary: PhaseSummary, today: date) -> list[Notice]:
    """All reasons of one phase, the worst first."""
    found = [*_of_state(summary, today), *beside_its_state(summary, today)]
    return sorted(found, key=lambda notice: TONES.index(notice.tone))


def beside_its_state(summary: PhaseSummary, today: date) -> list[Notice]:
    """For where the state is said already."""
    return [*_of_plan(summary, today), *_odd(summary, today)]


def _of_state(summary: PhaseSummary, today: date) -> Iterator[Notice]:
    notice = partial(Notice, summary.phase)
    reading = summary.forecast.reading(today)
    since = spoken(reading.since, today)
    match reading.state:
        case State.TARGET_FELL:
            yield notice("danger", "Target fell", f"held less on {since} than before.")
        case State.STALLED:
            yield notice("warning", "Stalled", f"has not moved since {since}.")
        case State.STALE:
            why = f"has had no gather for {reading.days} days."
            yield notice("warning", "Stale", why, "gather")
        case State.OVERDUE:
            yield notice("danger", "Overdue", f"was likely done on {since}.")
        case State.SLOW:
            why = "takes more than a hundred years at this rate."
            yield notice("warning", "Too slow", why)
        case State.EMPTY:
            yield notice("info", "Empty", "has nothing to move.", "complete")
        case State.COMPLETE:
            why = f"has had nothing left since {since}, and is still active."
            yield notice("info", "Complete", why, "complete")


def _of_plan(summary: PhaseSummary, today: date) -> Iterator[Notice]:
    phase, forecast = summary.phase, summary.forecast
    if not phase.target_date or forecast.state in SETTLED:
        return
    target = spoken(phase.target_date, today)
    if phase.expected_date:
        if phase.expected_date > phase.target_date:
            day = spoken(phase.expected_date, today)
            why = f"is set by hand to {day}, after its target date, {target}."
            yield Notice(phase, "danger", "Off plan", why)
    elif forecast.p80 and forecast.p80 > phase.target_date:
        day = spoken(forecast.p80, today)
        why = f"will be late: commit to {day}, target date {target}."
        yield Notice(phase, "danger", "Off plan", why)


def _odd(summary: PhaseSummary, today: date) -> Iterator[Notice]:
    notice = partial(Notice, summary.phase, "warning")
    if summary.remaining_objects < 0 or summary.remaining_bytes < 0:
        yield notice("Over 100%", "has more on the target than there was to move.")
    moved = summary.source_moved or 0
    settled = summary.forecast.state in SETTLED
    if abs(moved) > settings.SOURCE_MOVED_PERCENT and not settled:
        how = "grown" if moved > 0 else "shrunk"
        why = f"has a source that has {how} by {abs(moved):.0f}% since the baseline."
        yield notice("Source moved", why)
    if summary.tapes_run_out:
        day = spoken(summary.tapes_run_out, today)
        why = (
            f"has {summary.scratch_tapes:,} scratch tapes left and needs "
            f"{summary.tapes_needed:,}: they run out on {day}."
        )
        yield notice("Tapes", why)
