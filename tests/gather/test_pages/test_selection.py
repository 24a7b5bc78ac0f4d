"""A selection of buckets survives its way through forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gather.pages.selection import decode, encode, merge

numbers = st.sets(st.integers(0, 200))


@given(chosen=numbers, known=numbers)
def test_what_is_encoded_is_decoded(chosen, known):
    assert decode(encode(chosen), known) == chosen & known


@given(text=st.text("0123456789-. x", max_size=40))
def test_any_text_is_read(text):
    assert decode(text, set(range(20))) <= set(range(20))


@pytest.mark.parametrize(
    ("chosen", "text"),
    [(set(), ""), ({7}, "7"), ({1, 2, 3, 5}, "1-3.5"), ({0, 2}, "0.2")],
)
def test_runs_are_short(chosen, text):
    assert encode(chosen) == text


def test_a_run_of_a_billion_is_no_longer_than_what_there_is():
    assert decode("0-999999999." * 50, {1, 5}) == {1, 5}


def test_a_page_changes_what_it_shows_only():
    assert merge({1, 2, 30}, shown={1, 2, 3}, ticked={3, 99}) == {3, 30}
