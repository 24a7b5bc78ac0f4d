"""A forecast read on a later day: never "today", never an invented date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.forecast import (
    Apart,
    Evidence,
    Lesson,
    Outlook,
    Range,
    Reading,
    State,
    forecast,
    lesson_sentence,
    phase_sentence,
    read_on,
)
from tests.phases.forecast.strategies import day, of, progressing

LAST = date(2026, 1, 4)
LIKELY = Range(
    date(2026, 2, 20), date(2026, 3, 12), date(2026, 4, 18), date(2026, 5, 2)
)
EVIDENCE = Evidence(points=9, last=LAST, rate="3.1 TB/day", days=30)


def read(today: date, state=State.EXPECTED, since=None, likely=LIKELY.p50) -> Reading:
    return read_on(
        today, state=state, since=since, last=LAST, likely=likely, stale_days=90
    )


def said(today: date, state=State.EXPECTED, since=None) -> str:
    return phase_sentence(read(today, state, since), LIKELY, EVIDENCE, today=today)


def test_the_sentence():
    assert said(date(2026, 1, 19)) == (
        "Likely to finish on 12 March (between 20 February and 2 May). "
        "Commit date: 18 April. "
        "3.1 TB/day over the last 30 days, from 9 measurements, "
        "the latest on 4 January."
    )


def test_dates_of_another_year_say_so():
    assert said(date(2025, 12, 30)).startswith(
        "Likely to finish on 12 March 2026 (between 20 February 2026 and 2 May 2026)."
    )


def test_overdue_since_its_own_date():
    assert said(date(2026, 3, 13)).startswith(
        "Overdue since 12 March. Commit date: 18 April. 3.1 TB/day"
    )


def test_nobody_commits_to_a_day_that_has_passed():
    late = read_on(
        date(2026, 4, 20),
        state=State.EXPECTED,
        since=None,
        last=LAST,
        likely=LIKELY.p50,
        stale_days=999,
    )
    text = phase_sentence(late, LIKELY, EVIDENCE, today=date(2026, 4, 20))
    assert text.startswith("Overdue since 12 March. 3.1 TB/day")


def test_stale_after_so_many_days():
    assert read(LAST + timedelta(days=90)).state != State.STALE
    assert said(LAST + timedelta(days=91)) == (
        "Out of date: last measured on 4 January, 91 days ago."
    )


@pytest.mark.parametrize("state", [State.COMPLETE, State.EMPTY])
def test_what_is_settled_does_not_grow_stale(state):
    assert read(date(2030, 1, 1), state, LAST).state == state


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (
            State.NEEDS_TWO,
            "No forecast yet. A forecast needs measurements from two different days.",
        ),
        (State.NOT_STARTED, "Not started: nothing has reached the target yet."),
        (
            State.STALLED,
            "Stalled since 3 January. Nothing has reached the target since then.",
        ),
        (
            State.TARGET_FELL,
            "The target lost data: on 3 January it held less than in "
            "the previous measurement.",
        ),
        (State.COMPLETE, "Complete since 3 January."),
        (State.EMPTY, "Empty: there is nothing to move."),
    ],
)
def test_each_state_has_its_sentence(state, text):
    assert said(date(2026, 1, 19), state, date(2026, 1, 3)) == text


def test_what_takes_a_century_says_how_fast_it_is():
    text = said(date(2026, 1, 19), State.SLOW)
    assert text.startswith(
        "At the current rate, the phase will take more than 100 years. 3.1 TB"
    )


def test_a_far_end_of_the_range_has_no_date():
    far = Range(day(10), day(20), None, None)
    text = phase_sentence(read(day(5), likely=day(20)), far, EVIDENCE, today=day(5))
    assert "Commit date: a day more than 100 years away." in text


@given(progressing(), st.integers(0, 400))
def test_it_never_says_today(points, later):
    found = forecast(points, points)
    today = points[-1].day + timedelta(days=later)
    reading = read_on(
        today,
        state=found.state,
        since=found.since,
        last=found.last,
        likely=found.range[1],
        stale_days=90,
    )
    text = phase_sentence(reading, Range(*found.range), EVIDENCE, today=today)
    assert "today" not in text
    if reading.state == State.EXPECTED:
        assert found.range[1] >= today
    if reading.state == State.OVERDUE:
        assert reading.since < today


def test_objects_and_bytes_that_are_far_apart_are_mentioned():
    apart = Apart.of(10.2, 31.0)
    text = phase_sentence(
        read(day(0)), LIKELY, Evidence(9, LAST, apart=apart), today=day(0)
    )
    assert text.endswith(
        "The forecast lies between two that are far apart: at the current rates, "
        "objects need 10 days and bytes 31 days."
    )


@pytest.mark.parametrize(
    ("objects", "in_bytes"), [(10.0, 30.0), (30.0, 10.0), (None, 30.0), (10.0, None)]
)
def test_others_are_not(objects, in_bytes):
    assert Apart.of(objects, in_bytes) is None


@pytest.mark.parametrize(
    ("lesson", "applied", "text"),
    [
        (
            Lesson(0.25, 1.1, 4, 2),
            Lesson(),
            "Judging by 4 phases that finished, work takes 13% longer than forecast. "
            "Forecasts will include that once 10 phases of 3 projects have finished.",
        ),
        (
            Lesson(-0.25, 1.1, 12, 3),
            Lesson(),
            "Judging by 12 phases that finished, work takes 12% less than forecast. "
            "The next forecast will include that.",
        ),
        (
            Lesson(0.001, 1.1, 12, 3),
            Lesson(0.001, 1.1),
            "Judging by 12 phases that finished, work takes as long as forecast. "
            "The dates above include that.",
        ),
        (Lesson(), Lesson(), ""),
    ],
)
def test_the_lesson_of_finished_phases(lesson, applied, text):
    outlook = Outlook(day(0), 100, 0.5, 0.5, lesson=applied)
    assert lesson_sentence(lesson, outlook) == text


def test_singular():
    text = phase_sentence(
        read(day(0), State.EXPECTED),
        LIKELY,
        Evidence(1, LAST, "1 object/day", 1),
        today=day(0),
    )
    assert "over the last day, from 1 measurement," in text
    assert of(1).points == 1
