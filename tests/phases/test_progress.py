"""Progress exactly: nothing capped, nothing clamped, nothing invented."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.progress import progress

SIZES = st.integers(min_value=0, max_value=2**63 - 1)


@given(SIZES, SIZES, SIZES, SIZES)
def test_a_counted_remaining_is_believed(source, target, remaining, baseline):
    found = progress(
        source=source, target=target, remaining=remaining, baseline_source=baseline
    )
    assert (found.done, found.remaining) == (target, remaining)
    assert found.total == target + remaining
    assert not found.estimated


@given(SIZES, SIZES, SIZES)
def test_an_unknown_one_follows_from_the_larger_source(source, target, baseline):
    found = progress(
        source=source, target=target, remaining=None, baseline_source=baseline
    )
    assert found.total == max(source, baseline)
    assert found.done + found.remaining == found.total
    assert found.estimated


def test_more_than_all_is_shown_as_it_is():
    found = progress(source=100, target=150, remaining=None, baseline_source=100)
    assert found.percent == 150
    assert found.remaining == -50


def test_nothing_to_move_is_neither_0_nor_100_percent():
    found = progress(source=0, target=0, remaining=0, baseline_source=0)
    assert found.fraction is None
    assert found.percent is None


def test_nothing_moved_is_0_percent():
    found = progress(source=100, target=0, remaining=None, baseline_source=100)
    assert found.percent == 0
