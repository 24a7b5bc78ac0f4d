"""A forecast in a sentence."""

from dataclasses import dataclass
from datetime import date

from phases.forecast.project import Range
from phases.forecast.unit import State
from phases.forecast.whole import Reading


@dataclass(frozen=True)
class Seen:
    """From how much a forecast was made, and how fast it was lately."""

    points: int
    last: date | None
    rate: str = ""  # "3.1 TB/day"
    days: int = 0


def sentence(reading: Reading, expected: Range, seen: Seen, *, today: date) -> str:
    """The whole: the date or the state, then what it rests on."""
    head = _head(reading, expected, seen, today)
    if reading.state not in (State.EXPECTED, State.OVERDUE, State.SLOW):
        return head
    return f"{head} {basis(seen, today)}"


def _head(reading: Reading, expected: Range, seen: Seen, today: date) -> str:
    since = spoken(reading.since, today)
    match reading.state:
        case State.EXPECTED:
            return (
                f"Likely {spoken(expected.p50, today)} ({span(expected, today)}); "
                f"commit to {spoken(expected.p80, today)}."
            )
        case State.OVERDUE:
            return f"Overdue since {since}.{_commitment(expected, today)}"
        case State.STALLED:
            return f"Stalled since {since}: nothing has reached the target since then."
        case State.STALE:
            days = f"{reading.days} day{'' if reading.days == 1 else 's'}"
            return f"Stale for {days}: the last gather was on {since}."
        case State.TARGET_FELL:
            return (
                f"The target fell: on {since} it held less than at the gather before."
            )
        case State.COMPLETE:
            return f"Complete on {since}."
    return SENTENCES[reading.state]


SENTENCES = {
    State.NEEDS_TWO: "No forecast yet: it needs gathers of two different days.",
    State.NOT_STARTED: "Not started: nothing has reached the target yet.",
    State.SLOW: "At this rate it takes more than a hundred years.",
    State.EMPTY: "Empty: there is nothing to move.",
}


def _commitment(expected: Range, today: date) -> str:
    if expected.p80 is None or expected.p80 < today:
        return ""
    return f" Commit to {spoken(expected.p80, today)}."


def basis(seen: Seen, today: date) -> str:
    """How fast, over which days, and from how many measurements."""
    count = f"{seen.points} measurement{'' if seen.points == 1 else 's'}"
    last = f"from {count}, the last on {spoken(seen.last, today)}."
    if not seen.rate:
        return f"{last[0].upper()}{last[1:]}"
    days = "day" if seen.days == 1 else f"{seen.days} days"
    return f"{seen.rate} over the last {days}, {last}"


def span(expected: Range, today: date) -> str:
    return f"{spoken(expected.p10, today)} to {spoken(expected.p90, today)}"


def spoken(day: date | None, today: date) -> str:
    """ "12 March", with its year when that is not this one."""
    if day is None:
        return "a day beyond the next hundred years"
    text = f"{day.day} {day:%B}"
    return text if day.year == today.year else f"{text} {day.year}"


@dataclass(frozen=True)
class Phases:
    """What a project's forecast is made of."""

    all: int
    complete: int
    without: int  # open, and nobody can say when they end
    oldest: date | None  # of the last gathers of those that can be foretold


def project_sentence(
    state: State,
    expected: Range,
    *,
    since: date | None,
    phases: Phases,
    target: date | None,
    today: date,
) -> str:
    """With what it leaves out, and whether the target date can be met."""
    if state not in (State.EXPECTED, State.OVERDUE):
        return _unforeseen(state, since, phases, today)
    reading = Reading(state, expected.p50)
    parts = [_head(reading, expected, Seen(0, None), today)]
    if phases.without:
        many = f"{phases.without} of {_phases(phases.all)}"
        verb = "has" if phases.without == 1 else "have"
        parts.append(f"Left out: {many} {verb} no forecast, so it may be later.")
    if phases.oldest:
        parts.append(f"From gathers of {spoken(phases.oldest, today)} and later.")
    if target and expected.p80 and expected.p80 > target:
        parts.append(f"That is after the target date, {spoken(target, today)}.")
    return " ".join(parts)


def _unforeseen(state: State, since: date | None, phases: Phases, today: date) -> str:
    match state:
        case State.COMPLETE:
            return f"Complete on {spoken(since, today)}: all {_phases(phases.all)}."
        case State.EMPTY:
            return "Nothing is expected of its phases."
    done = f"; {phases.complete} of {phases.all} complete" if phases.complete else ""
    return f"No forecast: none of its open phases has one{done}."


def _phases(count: int) -> str:
    return f"{count} phase{'' if count == 1 else 's'}"
