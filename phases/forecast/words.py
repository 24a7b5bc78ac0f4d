"""A forecast in a sentence."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from phases.forecast.lesson import ENOUGH_PHASES, ENOUGH_PROJECTS, NONE, Lesson
from phases.forecast.project import Range
from phases.forecast.unit import P50, Outlook, State
from phases.forecast.whole import Reading

FAR_APART = 3


@dataclass(frozen=True)
class Apart:
    """How many days objects and bytes need, where they are far apart."""

    objects: float
    bytes: float

    @classmethod
    def of(cls, objects: float | None, in_bytes: float | None) -> Self | None:
        if not objects or not in_bytes:
            return None
        ratio = max(objects, in_bytes) / min(objects, in_bytes)
        return cls(objects, in_bytes) if ratio > FAR_APART else None


@dataclass(frozen=True)
class Evidence:
    """How many measurements a forecast is based on, and the recent rate."""

    points: int
    last: date | None
    rate: str = ""  # "3.1 TB/day"
    days: int = 0
    apart: Apart | None = None


def phase_sentence(
    reading: Reading, expected: Range, evidence: Evidence, *, today: date
) -> str:
    """The whole: the date or the state, then what it rests on."""
    head = _head(reading, expected, evidence, today)
    if reading.state not in (State.EXPECTED, State.OVERDUE, State.SLOW):
        return head
    return f"{head} {_basis(evidence, today)}{_apart(evidence.apart)}"


def _head(reading: Reading, expected: Range, evidence: Evidence, today: date) -> str:
    since = spoken(reading.since, today)
    match reading.state:
        case State.EXPECTED:
            return (
                f"Likely to finish on {spoken(expected.p50, today)} "
                f"({_span(expected, today)}). "
                f"Commit date: {spoken(expected.p80, today)}."
            )
        case State.OVERDUE:
            return f"Overdue since {since}.{_commitment(expected, today)}"
        case State.STALLED:
            return f"Stalled since {since}. Nothing has reached the target since then."
        case State.STALE:
            days = f"{reading.days} day{'' if reading.days == 1 else 's'}"
            return f"Out of date: last measured on {since}, {days} ago."
        case State.TARGET_FELL:
            return (
                f"The target lost data: on {since} it held less than in the previous "
                "measurement."
            )
        case State.COMPLETE:
            return f"Complete since {since}."
    return SENTENCES[reading.state]


SENTENCES = {
    State.NEEDS_TWO: (
        "No forecast yet. A forecast needs measurements from two different days."
    ),
    State.NOT_STARTED: "Not started: nothing has reached the target yet.",
    State.SLOW: "At the current rate, the phase will take more than 100 years.",
    State.EMPTY: "Empty: there is nothing to move.",
}


def _commitment(expected: Range, today: date) -> str:
    if expected.p80 is None or expected.p80 < today:
        return ""
    return f" Commit date: {spoken(expected.p80, today)}."


def _basis(evidence: Evidence, today: date) -> str:
    """How fast, over which days, and from how many measurements."""
    count = f"{evidence.points} measurement{'' if evidence.points == 1 else 's'}"
    last = f"from {count}, the latest on {spoken(evidence.last, today)}."
    if not evidence.rate:
        return f"{last[0].upper()}{last[1:]}"
    days = "day" if evidence.days == 1 else f"{evidence.days} days"
    return f"{evidence.rate} over the last {days}, {last}"


def _apart(apart: Apart | None) -> str:
    if apart is None:
        return ""
    return (
        f" The forecast lies between two that are far apart: at the current rates, "
        f"objects need {_days(apart.objects)} and bytes {_days(apart.bytes)}."
    )


def _days(days: float) -> str:
    whole = max(1, round(days))
    return f"{whole:,} day{'' if whole == 1 else 's'}"


def _span(expected: Range, today: date) -> str:
    return f"between {spoken(expected.p10, today)} and {spoken(expected.p90, today)}"


def spoken(day: date | None, today: date) -> str:
    """ "12 March", with its year when that is not this one."""
    if day is None:
        return "a day more than 100 years away"
    text = f"{day.day} {day:%B}"
    return text if day.year == today.year else f"{text} {day.year}"


def lesson_sentence(lesson: Lesson, outlook: Outlook) -> str:
    """How finished phases turned out; empty before the first."""
    if not lesson.phases:
        return ""
    taught = replace(outlook, lesson=lesson).days_at(P50)
    count, longer = _phases(lesson.phases), taught / outlook.days - 1
    text = f"Judging by {count} that finished, work takes {_longer(longer)} forecast."
    if outlook.lesson != NONE:
        return f"{text} The dates above include that."
    if lesson.enough:
        return f"{text} The next forecast will include that."
    return (
        f"{text} Forecasts will include that once {ENOUGH_PHASES} phases of "
        f"{ENOUGH_PROJECTS} projects have finished."
    )


def _longer(share: float) -> str:
    percent = round(abs(share) * 100)
    if not percent:
        return "as long as"
    return f"{percent}% {'longer' if share > 0 else 'less'} than"


@dataclass(frozen=True)
class Phases:
    """What a project's forecast is made of."""

    all: int
    complete: int
    without: int  # open, and without a forecast
    oldest: date | None  # of the latest measurements of those with a forecast


def project_sentence(
    state: State,
    expected: Range,
    *,
    since: date | None,
    phases: Phases,
    target: date | None,
    today: date,
) -> str:
    """Also which phases are not included, and whether the target date is met."""
    if state not in (State.EXPECTED, State.OVERDUE):
        return _unforeseen(state, since, phases, today)
    reading = Reading(state, expected.p50)
    parts = [_head(reading, expected, Evidence(0, None), today)]
    if phases.without:
        many = f"{phases.without} of {_phases(phases.all)}"
        one = phases.without == 1
        verbs = "has no forecast and is" if one else "have no forecast and are"
        parts.append(f"{many} {verbs} not included, so the project may finish later.")
    if phases.oldest:
        oldest = spoken(phases.oldest, today)
        parts.append(f"Based on measurements from {oldest} onwards.")
    if target and expected.p80 and expected.p80 > target:
        due = spoken(target, today)
        parts.append(f"The commit date is after the target date, {due}.")
    return " ".join(parts)


def _unforeseen(state: State, since: date | None, phases: Phases, today: date) -> str:
    match state:
        case State.COMPLETE:
            return f"Complete since {spoken(since, today)} ({_phases(phases.all)})."
        case State.EMPTY:
            return "There is nothing to move in any phase."
        case State.STALE:
            return (
                f"Out of date: based on measurements from {spoken(since, today)} "
                "onwards. Measure the open phases again."
            )
    if not phases.complete:
        return "No forecast: no open phase has one."
    verb = "is" if phases.complete == 1 else "are"
    done = f"{phases.complete} of {_phases(phases.all)} {verb} complete."
    return f"No forecast: no open phase has one. {done}"


def _phases(count: int) -> str:
    return f"{count} phase{'' if count == 1 else 's'}"
