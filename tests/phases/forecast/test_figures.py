"""Rates, days and ranges, to the letter of what was promised."""

from datetime import timedelta
from math import exp, log, sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.forecast import Calendar, Pause, Point, State, forecast, needed_rate
from phases.forecast.rates import PAIRED, spread, theil_sen, thinned
from phases.forecast.series import Interval
from tests.phases.forecast.strategies import (
    CALENDARS,
    POINTS,
    day,
    of,
    progressing,
    series,
)


def test_a_steady_series_is_foretold_from_all_three_rates():
    found = of(0, 100, 200, 300).objects
    assert found.rates.theil_sen == pytest.approx(100 / 7)
    assert found.rates.ewma == pytest.approx(100 / 7)
    assert found.rates.average == pytest.approx(100 / 7)
    assert found.outlook.days == pytest.approx(700 / (100 / 7))


def test_days_count_from_the_last_gather():
    found = of(0, 100, 200, 300)
    assert found.outlook.since == day(21)
    assert found.range[1] == day(21) + timedelta(days=49)


def test_the_middle_is_the_geometric_mean_of_the_positive_rates():
    rates = of(0, 100, 150, 400).objects.rates
    each = (rates.theil_sen, rates.ewma, rates.average)
    assert len(set(each)) == 3
    product = each[0] * each[1] * each[2]
    assert rates.together == pytest.approx(product ** (1 / 3))


def test_theil_sen_does_not_mind_one_odd_gather():
    calendar = Calendar()
    assert theil_sen(series(0, 7, 900, 21, 28), calendar) == pytest.approx(1)


def test_what_happened_45_days_ago_counts_half():
    fast_then_slow = [Point(day(0), 0, 999), Point(day(45), 450, 549)]
    points = [*fast_then_slow, Point(day(90), 495, 504)]
    assert forecast(points, points).bytes.rates.ewma == pytest.approx(
        (10 * 1 + 1 * 2) / 3
    )


def test_the_average_counts_from_the_baseline_even_if_it_is_later():
    points = series(0, 700, 800, 900)
    found = forecast(points, points, baseline=day(7))
    assert found.objects.rates.average == pytest.approx(200 / 14)
    last = forecast(points, points, baseline=day(21))
    assert last.objects.rates.average is None
    assert last.state == State.EXPECTED


def test_the_spread_of_a_steady_rate_is_the_floor():
    assert spread([Interval(7, 100)] * 4) == pytest.approx(0.6)
    assert spread([Interval(7, 100)] * 5) == pytest.approx(0.45)


def test_the_spread_grows_with_what_the_rate_does():
    steps = [Interval(7, 0), Interval(7, 200)] * 3
    cv, n = 1.0, 6
    assert spread(steps) == pytest.approx(sqrt(0.45**2 + log(1 + cv**2 / n)))


def test_long_intervals_weigh_more_in_the_spread():
    steps = [Interval(30, 300), Interval(1, 0)]
    mean, n = 300 / 31, 31**2 / (30**2 + 1)
    variance = (30 * (10 - mean) ** 2 + mean**2) / 31
    wanted = sqrt(0.6**2 + log(1 + variance / mean**2 / n))
    assert spread(steps) == pytest.approx(wanted)


def test_the_range_is_log_normal():
    outlook = of(0, 100, 200, 300).outlook
    for chance in (0.1, 0.8, 0.9):
        z = NormalDist().inv_cdf(chance)
        assert outlook.days_at(chance) == pytest.approx(49 * exp(0.6 * z))


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
    assert found.objects.rates.together == pytest.approx(10)
    assert found.range[1] == day(28) + timedelta(days=26 + 10)


def test_a_gather_within_a_pause_is_not_a_stall():
    pause = Calendar.without([Pause(day(8), day(60))])
    points = [*series(0, 100), Point(day(30), 100, 900), Point(day(60), 100, 900)]
    assert forecast(points, points, calendar=pause).state == State.EXPECTED


def test_the_needed_rate():
    assert needed_rate(700, last=day(0), target=day(7)) == 100
    assert needed_rate(700, last=day(7), target=day(7)) is None
    assert needed_rate(-5, last=day(0), target=day(7)) == 0


def test_long_series_are_thinned_evenly():
    points = series(*range(2000), total=10**6)
    some = thinned(points, PAIRED)
    assert len(some) == PAIRED
    assert (some[0], some[-1]) == (points[0], points[-1])
    assert theil_sen(points, Calendar()) == pytest.approx(1 / 7)


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
        assert one.outlook.sigma == pytest.approx(other.outlook.sigma)


@given(progressing(), st.integers(0, 1000))
def test_nor_does_when_it_was(points, shift):
    moved = [Point(p.day + timedelta(days=shift), p.done, p.remaining) for p in points]
    one, other = forecast(points, points), forecast(moved, moved)
    if one.outlook:
        assert one.outlook.days == other.outlook.days


@given(progressing(), st.integers(1, 10**15))
def test_more_remaining_is_never_sooner(points, more):
    later = [Point(p.day, p.done, p.remaining + more) for p in points]
    one, other = forecast(points, points), forecast(later, later)
    if one.outlook and other.outlook:
        assert other.outlook.days > one.outlook.days


@given(progressing(), st.data())
def test_doing_more_at_the_end_is_never_later(points, data):
    last = points[-1]
    more = data.draw(st.integers(0, last.remaining - 1))
    better = [*points[:-1], Point(last.day, last.done + more, last.remaining - more)]
    one, other = forecast(points, points), forecast(better, better)
    if one.outlook and other.outlook:
        assert other.outlook.days <= one.outlook.days * (1 + 1e-9)


@given(POINTS)
def test_writing_a_point_twice_changes_nothing(points):
    repeated = [point for point in points for _ in range(2)]
    assert forecast(points, points) == forecast(repeated, repeated)
