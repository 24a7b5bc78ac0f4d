"""Figures on screen: unknown is not zero, and nearly done is not done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.progress import progress
from tracker.templatetags.figures import (
    count,
    percent,
    plain,
    rate_of_bytes,
    rate_of_objects,
    signed,
    size,
    size_text,
)

SIZES = st.integers(min_value=0, max_value=2**63 - 1)


def fraction(done: int, total: int):
    return progress(
        source=0, target=done, remaining=total - done, baseline_source=0
    ).fraction


@pytest.mark.parametrize(
    ("show", "unknown"), [(count, "unknown"), (size, "unknown"), (percent, "empty")]
)
def test_unknown_is_not_zero(show, unknown):
    assert show(None) == unknown
    assert show(0) != unknown


def test_less_is_written_with_a_minus_sign():
    assert signed(-1200) == "−1,200"
    assert signed(1200) == "+1,200"
    assert rate_of_bytes(-2_000_000.0) == "−2.0 MB/day"
    assert rate_of_objects(-3.0) == "−3 objects/day"


def test_counts_have_thousands():
    assert count(1129402) == "1,129,402"


@pytest.mark.parametrize(
    ("done", "total", "text"),
    [
        (0, 1, "0.0%"),
        (1, 1, "100.0%"),
        (712, 1000, "71.2%"),
        (99_999, 100_000, "99.9%"),
        (2**63 - 2, 2**63 - 1, "99.9%"),
        (20 * 10**15 - 1, 20 * 10**15, "99.9%"),
        (3, 2, "150.0%"),
    ],
)
def test_a_percentage_is_cut_off_rather_than_rounded_up(done, total, text):
    assert percent(fraction(done, total)) == text


@given(SIZES, SIZES)
def test_less_than_all_never_reads_as_all(done, more):
    shown = float(percent(fraction(done, done + more + 1)).rstrip("%"))
    assert shown < 100


@given(st.integers(min_value=0, max_value=5000))
def test_a_whole_number_of_tenths_reads_as_itself(tenths):
    assert percent(fraction(tenths, 1000)) == f"{tenths / 10:.1f}%"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (999_499, "999.5 kB"),
        (999_500, "1.0 MB"),
        (304_600_000_000_000, "304.6 TB"),
        (2**63 - 1, "9.2 EB"),
    ],
)
def test_sizes_are_decimal(value, text):
    assert size_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1023, "1023 B"), (1024, "1.0 KiB"), (1024**4, "1.0 TiB"), (2**63, "8.0 EiB")],
)
def test_a_setting_makes_them_binary(settings, value, text):
    settings.SIZE_UNITS = "binary"
    assert size_text(value) == text


def test_the_exact_bytes_stand_on_hover():
    assert 'title="1,234,567 bytes"' in size(1234567)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "unknown"),
        ("", "empty"),
        ([], "empty"),
        (0, "0"),
        (False, "no"),
        (True, "yes"),
        (1234, "1,234"),
        (["a", "b"], "a, b"),
    ],
)
def test_stored_values_in_words(value, text):
    assert plain(value) == text
