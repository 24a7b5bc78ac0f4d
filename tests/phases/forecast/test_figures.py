"""Paces, days and ranges, to the letter of what was promised."""

from datetime import timedelta
from math import ceil, exp, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.forecast import (
    Calendar,
    Outlook,
    Pause,
    Point,
    State,
    forecast,
    needed_rate,
)
from phases.forecast.calendar import EVERY_DAY
from phases.forecast.experience import Experience, experience
from phases.forecast.rates import average_days, days_ahead, ewma, growth
from phases.forecast.series import intervals, thinned
from tests.phases.forecast.strategies import (
    CALENDARS,
    POINTS,
    day,
    of,
    progressing,
    series,
)


def of_days(*points: tuple[int, int], total: int) -> list[Point]:
    """What was done by a day."""
    return [Point(day(n), done, total - done) for n, done in points]


def test_a_steady_series_goes_on_as_it_did():
    found = of(0, 100, 200, 300).objects
    assert found.ahead == pytest.approx(49)
    assert found.rate == pytest.approx(100 / 7)


def test_the_pace_looks_back_as_far_as_it_has_to_look_ahead():
    points = of_days((0, 0), (100, 400), (180, 480), total=960)
    half_life = 180 / 2
    assert average_days(points, EVERY_DAY) == 180
    old, new = 2 ** (-180 / half_life), 2 ** (-80 / half_life)
    pace = (4 * (new - old) + 1 * (1 - new)) / (1 - old)
    assert days_ahead(points, EVERY_DAY) == pytest.approx(480 / pace)


@pytest.mark.parametrize(("remaining", "half_life"), [(1, 7), (10**6, 90)])
def test_but_a_week_at_least_and_three_months_at_most(remaining, half_life):
    points = of_days((0, 0), (100, 400), (180, 480), total=480 + remaining)
    steps = intervals(points, EVERY_DAY)
    expected = remaining / ewma(steps, half_life)
    assert days_ahead(points, EVERY_DAY) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("points", "times"),
    [
        (((0, 0), (99, 400), (100, 400), (900, 401)), 4),  # almost nothing lately
        (((0, 0), (899, 1), (900, 401)), 1 / 4),
    ],
)
def test_it_is_at_most_four_times_as_fast_or_slow_as_on_average(points, times):
    series = of_days(*points, total=410)
    average = average_days(series, EVERY_DAY)
    assert days_ahead(series, EVERY_DAY) == pytest.approx(times * average)


def test_a_source_that_goes_on_growing_is_halfway_believed_to():
    points = [Point(day(n * 10), n * 100, 1000 - n * 50) for n in range(4)]
    assert growth(points, EVERY_DAY) == 5
    paces = 850 / 10, 850 / (10 - 5)
    assert days_ahead(points, EVERY_DAY) == pytest.approx(sqrt(paces[0] * paces[1]))


def test_one_that_grew_once_is_not():
    grown = [0, 0, 500, 500]
    points = [
        Point(p.day, p.done, p.remaining + more)
        for p, more in zip(series(0, 100, 200, 300), grown, strict=True)
    ]
    assert growth(points, EVERY_DAY) == 0
    shrinking = [Point(day(n), n, 1000 - 2 * n) for n in range(4)]
    assert growth(shrinking, EVERY_DAY) == 0


def test_without_a_gain_since_the_first_gather_there_is_no_date():
    assert of(500, 300, 300, 400).state == State.STALLED


def test_objects_and_bytes_finish_together():
    found = forecast(series(0, 100, 200), series(0, 400, 800))
    assert (found.objects.ahead, found.bytes.ahead) == (56, 3.5)
    both = experience(ahead=14, seen=14, intervals=2)  # the geometric mean
    assert found.outlook.days == pytest.approx(14 * exp(both.shift))


def test_experience_is_the_table_and_in_between_linear():
    assert experience(ahead=10, seen=10, intervals=2) == Experience(0.14, 0.60, 0.85)
    assert experience(ahead=10, seen=10, intervals=3) == Experience(0.07, 0.51, 0.53)
    assert experience(ahead=10, seen=10, intervals=9) == Experience(0.02, 0.42, 0.41)
    between = experience(ahead=exp(0.75), seen=1, intervals=5)
    assert between.shift == pytest.approx((0.07 - 0.04) / 2)
    assert between.sigma_up == pytest.approx(0.5)


@pytest.mark.parametrize(("ahead", "shift"), [(1, 0.23), (10**9, -0.68)])
def test_beyond_its_ends_it_is_constant(ahead, shift):
    assert experience(ahead=ahead, seen=10**4, intervals=50).shift == shift


def test_days_count_from_the_last_gather():
    found = of(0, 100, 200, 300)
    assert found.outlook.since == day(21)
    assert found.range[1] == day(21) + timedelta(days=ceil(found.outlook.days))


def test_both_sides_have_a_sigma_of_their_own():
    outlook = Outlook(day(0), 50, 0.5, 0.8)
    assert outlook.days_at(0.1) == pytest.approx(50 * exp(-1.2816 * 0.5), rel=1e-4)
    assert outlook.days_at(0.5) == 50
    assert outlook.days_at(0.8) == pytest.approx(50 * exp(0.8416 * 0.8), rel=1e-4)
    assert outlook.days_at(0.9) == pytest.approx(50 * exp(1.2816 * 0.8), rel=1e-4)


def test_an_end_is_a_day_away_at_least():
    assert Outlook(day(0), 0.01, 0.5, 0.5).quantile(0.1) == day(1)


def test_the_recent_rate_is_of_the_last_30_days():
    found = of(0, 70, 140, 210, 280, 350, 420, every=7).bytes
    assert found.recent == (pytest.approx(10), 30)
    assert of(0, 70).bytes.recent == (pytest.approx(10), 7)


def test_the_recent_rate_starts_between_two_gathers_where_it_must():
    points = [Point(day(0), 0, 9999), Point(day(60), 600, 9399)]
    points.append(Point(day(80), 1600, 8399))
    rate, days = forecast(points, points).bytes.recent
    assert days == 30
    assert rate == pytest.approx((1600 - 500) / 30)


def test_a_pause_neither_slows_the_rate_nor_is_worked_through():
    pause = Calendar.without([Pause(day(8), day(21)), Pause(day(30), day(39))])
    points = [Point(day(0), 0, 400), Point(day(7), 70, 330), Point(day(28), 140, 260)]
    found = forecast(points, points, calendar=pause)
    assert found.objects.rate == pytest.approx(10)
    assert found.range[1] == day(28) + timedelta(days=ceil(found.outlook.days) + 10)


def test_a_gather_within_a_pause_is_not_a_stall():
    pause = Calendar.without([Pause(day(8), day(60))])
    points = [*series(0, 100), Point(day(30), 100, 900), Point(day(60), 100, 900)]
    assert forecast(points, points, calendar=pause).state == State.EXPECTED


def test_the_needed_rate():
    assert needed_rate(700, last=day(0), target=day(7)) == 100
    assert needed_rate(700, last=day(7), target=day(7)) is None
    assert needed_rate(-5, last=day(0), target=day(7)) == 0


def test_long_series_are_thinned_evenly():
    some = thinned(range(2000), 400)
    assert len(some) == 400
    assert (some[0], some[-1]) == (0, 1999)


@given(POINTS, POINTS, CALENDARS)
def test_anything_has_a_state_and_dates_only_where_one_is_expected(
    objects, bytes_, calendar
):
    bytes_ = [
        Point(o.day, b.done, b.remaining)
        for o, b in zip(objects, bytes_ * len(objects), strict=False)
    ]
    found = forecast(objects, bytes_, calendar=calendar)
    assert found.state in State
    assert (found.outlook is not None) == (found.state == State.EXPECTED)
    for unit in (found.objects, found.bytes):
        assert unit.state not in (State.STALE, State.OVERDUE)


@given(progressing(), CALENDARS)
def test_the_range_is_in_order_and_after_the_last_gather(points, calendar):
    found = forecast(points, points, calendar=calendar)
    days = [day for day in found.range if day]
    assert days == sorted(days)
    assert all(day > points[-1].day for day in days)


@given(progressing(), st.integers(1, 1000))
def test_a_unit_does_not_matter(points, factor):
    scaled = [Point(p.day, p.done * factor, p.remaining * factor) for p in points]
    one, other = forecast(points, points), forecast(scaled, scaled)
    assert one.state == other.state
    if one.outlook:
        assert one.outlook.days == pytest.approx(other.outlook.days)
        assert one.outlook.sigma_up == pytest.approx(other.outlook.sigma_up)


@given(progressing(), st.integers(0, 1000))
def test_nor_does_when_it_was(points, shift):
    moved = [Point(p.day + timedelta(days=shift), p.done, p.remaining) for p in points]
    one, other = forecast(points, points), forecast(moved, moved)
    if one.outlook:
        assert one.outlook.days == other.outlook.days


@given(progressing(), st.integers(1, 10**15))
def test_more_remaining_is_never_sooner_on_average(points, more):
    """As for the forecast, a longer look back may find a faster pace."""
    later = [Point(p.day, p.done, p.remaining + more) for p in points]
    one, other = average_days(points, EVERY_DAY), average_days(later, EVERY_DAY)
    assert other > one


@given(progressing())
def test_what_is_ahead_is_about_what_it_would_be_on_average(points):
    ahead, average = days_ahead(points, EVERY_DAY), average_days(points, EVERY_DAY)
    assert average / 4 <= ahead <= average * 4


@given(POINTS)
def test_writing_a_point_twice_changes_nothing(points):
    repeated = [point for point in points for _ in range(2)]
    assert forecast(points, points) == forecast(repeated, repeated)
