"""A project ends with the latest of its phases; tapes end when they end."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.forecast import Calendar, Outlook, Pause, TapeCount, latest_of, tape_outlook
from tests.phases.forecast.strategies import day

OUTLOOKS = st.lists(
    st.builds(
        Outlook,
        st.builds(day, st.integers(0, 300)),
        st.floats(0.01, 20_000),
        st.floats(0.4, 1.2),
        st.floats(0.4, 1.4),
    ),
    min_size=1,
    max_size=6,
)


def later(found, days: int):
    return found + timedelta(days=days)


def test_a_project_without_forecasts_has_none():
    assert latest_of([], seed="x") is None


def test_of_one_phase_it_is_that_of_the_phase():
    outlook = Outlook(day(0), 100, 0.5, 0.9)
    found = latest_of([outlook], seed="x")
    for mine, chance in ((found.p10, 0.1), (found.p50, 0.5), (found.p90, 0.9)):
        assert abs((mine - outlook.quantile(chance)).days) <= 12


def test_many_equal_phases_end_later_than_each():
    outlook = Outlook(day(0), 100, 0.5, 0.9)
    found = latest_of([outlook] * 20, seed="x")
    assert found.p50 > later(outlook.quantile(0.8), 20)


def test_the_same_seed_draws_the_same():
    phases = [Outlook(day(0), 100, 0.5, 0.9), Outlook(day(9), 80, 0.9, 0.9)]
    assert latest_of(phases, seed="x") == latest_of(phases, seed="x")
    assert latest_of(phases, seed="x") != latest_of(phases, seed="y")


def test_it_ends_no_earlier_than_what_is_known():
    found = latest_of([Outlook(day(0), 10, 0.5, 0.5)], [day(5000)], seed="x")
    assert set(vars(found).values()) == {day(5000)}


def test_known_ends_alone_are_enough():
    assert latest_of([], [day(5), day(9)], seed="x").p50 == day(9)


def test_pauses_of_a_phase_put_it_off():
    pause = Calendar.without([Pause(day(1), day(1000))])
    found = latest_of([Outlook(day(0), 10, 0.5, 0.5, pause)], seed="x")
    assert found.p10 > day(1000)


@given(OUTLOOKS)
def test_the_range_is_in_order(phases):
    found = vars(latest_of(phases, seed="x")).values()
    days = [day for day in found if day]
    assert days == sorted(days)
    assert list(found)[: len(days)] == days  # only the later ones are too far


@pytest.mark.slow
@given(OUTLOOKS, st.integers(0, 5))
def test_one_more_phase_never_makes_it_sooner(phases, which):
    fewer = latest_of(phases, seed="x")
    more = latest_of([*phases, phases[which % len(phases)]], seed="x")
    for a, b in zip(vars(fewer).values(), vars(more).values(), strict=True):
        assert a is None or b is None or b >= a


TB = 10**12


def tapes(*counts: tuple[int, int], remaining: int, rate: float | None = 1.0, **more):
    """Of (TB written, scratch tapes) a week."""
    rows = [
        TapeCount(day(7 * n), done * TB, left) for n, (done, left) in enumerate(counts)
    ]
    return tape_outlook(rows, remaining=remaining * TB, rate=rate and rate * TB, **more)


def test_bytes_per_tape_from_history():
    found = tapes((0, 20), (60, 15), (120, 10), remaining=60)
    assert found.bytes_per_tape == 12 * TB
    assert found.from_history
    assert (found.left, found.needed, found.short) == (10, 5, 0)
    assert found.runs_out is None


def test_they_run_out_before_the_data_does():
    found = tapes((0, 20), (60, 15), (120, 10), remaining=240, rate=12)
    assert (found.needed, found.short) == (20, 10)
    assert found.runs_out == day(14 + 10)


def test_a_delivery_of_tapes_is_not_taken_for_use():
    found = tapes((0, 20), (60, 15), (120, 50), (180, 45), remaining=10)
    assert found.bytes_per_tape == 12 * TB


def test_what_tapes_hold_stands_in_for_a_history():
    found = tapes((0, 20), (1, 20), remaining=36, inventory=9 * TB)
    assert not found.from_history
    assert found.needed == 4


def test_without_either_only_what_is_left_is_known():
    found = tapes((5, 3), remaining=100)
    assert (found.left, found.needed, found.short) == (3, None, 0)


def test_without_a_rate_there_is_no_date():
    found = tapes((0, 20), (60, 5), remaining=600, rate=None)
    assert found.short
    assert found.runs_out is None


def test_no_tapes_left_run_out_on_the_last_gather():
    assert tapes((0, 5), (60, 0), remaining=12).runs_out == day(7)


def test_no_counts_no_outlook():
    assert tape_outlook([], remaining=5, rate=1.0) is None


@pytest.mark.parametrize("remaining", [0, -12])
def test_nothing_remaining_needs_none(remaining):
    assert tapes((0, 20), (60, 15), remaining=remaining).needed == 0


COUNTS = st.lists(
    st.tuples(st.integers(0, 10**4), st.integers(0, 500)), min_size=1, max_size=8
)


@given(COUNTS, st.integers(0, 10**5), st.floats(0, 100))
def test_any_history_will_do(counts, remaining, rate):
    found = tapes(*counts, remaining=remaining, rate=rate)
    assert found.short >= 0
    assert found.runs_out is None or found.short
