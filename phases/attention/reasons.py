"""When phases and projects need attention, and what makes a reason another one.

A reason that people set aside stays so while it is the same occurrence: while the day
that its `since` names is the same. Another standstill, another missed target date, a
measurement after which the phase was forgotten again is another occurrence.

What is snoozed comes back on its day. What is dismissed comes back when it got worse:
when its `amount` grew by more than the `leeway`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import F, Func, IntegerField, Q
from django.db.models.functions import Coalesce, Greatest

from phases.forecast import State
from phases.models import PhaseSummary, ProjectForecast, Reason

SETTLED = (State.COMPLETE.value, State.EMPTY.value)
MUCH_LATER = 30  # days by which a commit date slips
At = Callable[[str], Any]  # a field of what is kept of a phase or project


@dataclass(frozen=True)
class Case:
    """When there is a reason; what tells its occurrences apart, and how bad it is."""

    when: Callable[[date], Q]
    since: str = ""
    amount: Callable[[At], Any] | None = None
    leeway: Callable[[], float] = lambda: 0


def days(later: Any, earlier: Any) -> Func:
    """How many days there are between two dates."""
    how = {"template": "(%(expressions)s)", "arg_joiner": " - "}
    return Func(later, earlier, output_field=IntegerField(), **how)


def stale_before(today: date) -> date:
    return today - timedelta(days=settings.STALE_DAYS)


def recent(today: date) -> Q:
    return Q(last_gather__gte=stale_before(today))


def unsettled() -> Q:
    return ~Q(state__in=SETTLED)


def stale(today: date) -> Q:
    return unsettled() & Q(last_gather__lt=stale_before(today))


def believed(state: State) -> Callable[[date], Q]:
    return lambda today: Q(state=state.value) & recent(today)


stalled = believed(State.STALLED)


def overdue(today: date) -> Q:
    """Past its own date."""
    return Q(p50__lt=today) & recent(today)


def missed(today: date) -> Q:
    return unsettled() & Q(phase__target_date__lt=today)


def will_be_late(today: date) -> Q:
    manual = Q(phase__expected_date__isnull=False)
    target = F("phase__target_date")
    later = manual & Q(phase__expected_date__gt=target)
    later |= ~manual & recent(today) & Q(p80__gt=target)
    return unsettled() & Q(phase__target_date__gte=today) & later


def off_plan(today: date) -> Q:
    """Past its target date, or expected after it."""
    return missed(today) | will_be_late(today)


def grew(today: date) -> Q:
    return unsettled() & Q(source_moved__gt=source_limit())


def shrank(today: date) -> Q:
    return unsettled() & Q(source_moved__lt=-source_limit())


def source_limit() -> float:
    return float(settings.SOURCE_MOVED_PERCENT)


ELSEWHERE = Q(elsewhere_objects__gt=0) | Q(elsewhere_bytes__gt=0)
COMPLETE = Q(state=State.COMPLETE.value)
OVER = Q(remaining_objects__lt=0) | Q(remaining_bytes__lt=0)


def on_any_day(condition: Q) -> Callable[[date], Q]:
    return lambda _: condition


OF_PHASES: dict[Reason, Case] = {
    Reason.TARGET_FELL: Case(believed(State.TARGET_FELL), "since"),
    Reason.OVERDUE: Case(overdue, "p50"),
    Reason.MISSED: Case(missed, "phase__target_date"),
    Reason.LATE: Case(
        will_be_late,
        "phase__target_date",
        amount=lambda at: days(
            Coalesce(at("phase__expected_date"), at("p80")), at("phase__target_date")
        ),
        leeway=lambda: MUCH_LATER,
    ),
    Reason.STALLED: Case(stalled, "since"),
    Reason.STALE: Case(stale, "last_gather"),
    Reason.SLOW: Case(believed(State.SLOW)),
    Reason.OVER: Case(
        on_any_day(OVER),
        amount=lambda at: Greatest(-at("remaining_objects"), -at("remaining_bytes")),
    ),
    Reason.GREW: Case(grew, amount=lambda at: at("source_moved"), leeway=source_limit),
    Reason.SHRANK: Case(
        shrank, amount=lambda at: -at("source_moved"), leeway=source_limit
    ),
    Reason.TAPES: Case(
        on_any_day(Q(tapes_run_out__isnull=False)),
        amount=lambda at: at("tapes_needed") - at("scratch_tapes"),
    ),
    Reason.ELSEWHERE: Case(
        on_any_day(COMPLETE & ELSEWHERE),
        "since",
        amount=lambda at: Greatest(at("elsewhere_objects"), at("elsewhere_bytes")),
    ),
    Reason.COMPLETE: Case(on_any_day(COMPLETE & ~ELSEWHERE), "since"),
    Reason.EMPTY: Case(on_any_day(Q(state=State.EMPTY.value))),
}


def missed_by_project(today: date) -> Q:
    return unsettled() & Q(project__target_date__lt=today)


def late_project(today: date) -> Q:
    forecast = Q(state=State.EXPECTED.value, p80__gt=F("project__target_date"))
    recent_enough = Q(as_of=None) | Q(as_of__gte=stale_before(today))
    return forecast & recent_enough & Q(project__target_date__gte=today)


OF_PROJECTS: dict[Reason, Case] = {
    Reason.MISSED: Case(missed_by_project, "project__target_date"),
    Reason.LATE: Case(
        late_project,
        "project__target_date",
        amount=lambda at: days(at("p80"), at("project__target_date")),
        leeway=lambda: MUCH_LATER,
    ),
}


@dataclass(frozen=True, eq=False)
class Family:
    """What can need attention: its field of SetAside, and what is kept of it."""

    subject: str
    kept: Any
    way: str  # from a SetAside to what is kept
    cases: Mapping[Reason, Case]


PHASES = Family("phase", PhaseSummary, "phase__summary__", OF_PHASES)
PROJECTS = Family("project", ProjectForecast, "project__forecast__", OF_PROJECTS)


def any_of(conditions: Any) -> Q:
    """One of these; of none, nothing."""
    return reduce(or_, conditions, Q(pk__in=[]))
