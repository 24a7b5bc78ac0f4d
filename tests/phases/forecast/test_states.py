"""A named state wherever there is no number."""

import pytest

from phases.forecast import Point, State, forecast
from tests.phases.forecast.strategies import day, of, series


def state(found) -> tuple:
    return found.state, found.since


def test_no_gather_at_all():
    assert state(forecast([], [])) == (State.NEEDS_TWO, None)


def test_one_gather_is_not_enough():
    assert state(of(500)) == (State.NEEDS_TWO, None)


def test_two_of_one_day_are_one():
    points = [Point(day(0), 100, 900), Point(day(0), 200, 800)]
    assert forecast(points, points).state == State.NEEDS_TWO


def test_of_two_of_one_day_the_one_written_last_counts():
    points = [Point(day(0), 0, 1000), Point(day(7), 9, 991), Point(day(7), 500, 500)]
    assert forecast(points, points).objects.remaining == 500


def test_gathers_that_come_in_any_order_are_sorted():
    points = series(0, 100, 200, 300)
    mixed = [points[n] for n in (2, 0, 3, 1)]
    assert forecast(mixed, mixed) == forecast(points, points)


def test_nothing_there_yet_is_not_started():
    assert state(of(0, 0, 0)) == (State.NOT_STARTED, None)


@pytest.mark.parametrize(
    ("done", "since"),
    [
        ((0, 100, 200, 200, 200), 14),  # the last two gathers brought nothing
        ((0, 100, 100, 200, 200, 200, 200), 21),
        ((400, 400), 0),  # nor did the only one
    ],
)
def test_no_progress_over_two_gathers_is_stalled(done, since):
    assert state(of(*done)) == (State.STALLED, day(since))


def test_one_gather_without_progress_is_not_yet():
    assert of(0, 100, 200, 200).state == State.EXPECTED


def test_but_one_that_took_as_long_as_two_is():
    points = [*series(0, 100, 200), Point(day(28), 200, 800)]
    assert state(forecast(points, points)) == (State.STALLED, day(14))


def test_a_target_that_fell_is_said_so():
    assert state(of(0, 100, 300, 250)) == (State.TARGET_FELL, day(21))


def test_one_that_recovered_is_forecast_again():
    assert of(0, 100, 300, 250, 400).state == State.EXPECTED


def test_complete_since_the_first_gather_that_found_it_so():
    assert state(of(0, 500, 1000, 1000)) == (State.COMPLETE, day(14))


def test_what_became_incomplete_again_is_complete_later():
    points = [*series(0, 1000), Point(day(14), 1000, 50), Point(day(21), 1050, 0)]
    assert state(forecast(points, points)) == (State.COMPLETE, day(21))


def test_over_100_percent_is_complete_not_negative():
    assert of(0, 1200).state == State.COMPLETE


def test_nothing_to_move_is_empty():
    assert of(0, 0, total=0).state == State.EMPTY


def test_what_was_there_and_is_gone_fell():
    points = [Point(day(0), 10, 5), Point(day(7), 0, 0)]
    assert forecast(points, points).state == State.TARGET_FELL


def test_more_than_a_hundred_years_has_no_date():
    found = of(0, 1, total=10**9)
    assert found.state == State.SLOW
    assert found.range == (None,) * 4


class TestOfObjectsAndBytes:
    def together(self, objects, bytes_, total=1000):
        return forecast(series(*objects, total=total), series(*bytes_))

    def test_one_that_is_complete_leaves_the_other(self):
        found = self.together((0, 1000, 1000), (0, 100, 200))
        assert found.state == State.EXPECTED
        assert found.objects.state == State.COMPLETE

    def test_both_complete_on_the_later_day(self):
        found = self.together((0, 1000, 1000), (0, 500, 1000))
        assert state(found) == (State.COMPLETE, day(14))

    def test_a_phase_of_empty_objects_goes_by_their_number(self):
        found = forecast(series(0, 100, 200), series(0, 0, 0, total=0))
        assert found.outlook == found.objects.outlook

    def test_bytes_that_move_are_not_stalled_by_objects_that_wait_for_them(self):
        found = self.together((0, 0, 0, 0), (0, 100, 200, 300))
        assert found.state == State.EXPECTED
        assert found.objects.state == State.NOT_STARTED

    def test_stalled_only_when_neither_moves(self):
        assert self.together((9, 9, 9, 9), (0, 1, 2, 3)).state == State.EXPECTED
        assert self.together((9, 9, 9, 9), (1, 2, 2, 2)).state == State.STALLED

    def test_stalled_although_one_of_them_is_complete(self):
        found = self.together((0, 1000, 1000, 1000), (0, 500, 500, 500))
        assert state(found) == (State.STALLED, day(7))

    def test_one_that_fell_is_said_whatever_the_other_does(self):
        found = self.together((0, 300, 200), (0, 100, 200))
        assert found.state == State.TARGET_FELL

    def test_one_that_takes_a_century_is_said_too(self):
        found = self.together((0, 1, 2), (0, 100, 200), total=10**9)
        assert found.state == State.SLOW
