"""The days that count."""

from hypothesis import given
from hypothesis import strategies as st

from phases.forecast import Calendar, Pause
from tests.phases.forecast.strategies import CALENDARS, day


def paused(first: int, last: int) -> Calendar:
    return Calendar.without([Pause(day(first), day(last))])


def test_without_pauses_every_day_counts():
    assert Calendar().days(day(0), day(10)) == 10
    assert Calendar().day(day(0), 2.5) == day(3)


def test_the_days_of_a_pause_do_not_count_nor_do_they_bring_the_end_nearer():
    calendar = paused(3, 5)
    assert calendar.days(day(0), day(10)) == 7
    assert calendar.days(day(3), day(5)) == 0
    assert calendar.day(day(0), 2) == day(2)
    assert calendar.day(day(0), 3) == day(6)


def test_pauses_that_overlap_count_once():
    calendar = Calendar.without([Pause(day(1), day(4)), Pause(day(3), day(6))])
    assert calendar.days(day(0), day(10)) == 4


def test_a_start_within_a_pause_waits_for_its_end():
    assert paused(0, 9).day(day(4), 1) == day(10)


@given(CALENDARS, st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_days_add_up(calendar, first, more, still_more):
    a, b, c = day(first), day(first + more), day(first + more + still_more)
    assert calendar.days(a, b) + calendar.days(b, c) == calendar.days(a, c)
    assert 0 <= calendar.days(a, b) <= more


@given(CALENDARS, st.integers(0, 400), st.integers(0, 2000))
def test_so_many_days_after_is_so_many_days_away(calendar, first, days):
    found = calendar.day(day(first), days)
    assert calendar.days(day(first), found) == days


@given(CALENDARS, st.integers(0, 400), st.floats(0, 40_000), st.floats(0, 40_000))
def test_more_work_never_ends_sooner(calendar, first, one, other):
    ends = [calendar.after(day(first), days) for days in sorted((one, other))]
    assert ends == sorted(ends)


def test_what_is_too_far_has_no_date():
    assert Calendar().day(day(0), 10**9) is None
