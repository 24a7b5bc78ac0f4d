"""Figures and dates: what they mean, or a sentence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.csvtext import disarmed
from files.values import BadValueError, count, day, rearmed, size


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("1129402", 1129402),
        ("1,129,402", 1129402),
        ("1 129 402", 1129402),
        ("1'129'402", 1129402),
        ("9223372036854775807", 2**63 - 1),
    ],
)
def test_counts(text, number):
    assert count(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "-1",
        "1.5",
        "1,5",
        "12,34,567",
        "1,129 402",
        "ten",
        "1e6",
        "",
        "²",
        "9223372036854775808",
    ],
)
def test_what_is_no_count(text):
    with pytest.raises(BadValueError):
        count(text)


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("304600000000000", 1, 304_600_000_000_000),
        ("304.6 TB", 1, 304_600_000_000_000),
        ("304.6", 10**12, 304_600_000_000_000),
        ("1.5TiB", 1, 3 * 2**39),
        ("1,024.5 GB", 1, 1_024_500_000_000),
        ("12 bytes", 10**12, 12),
        ("0", 10**12, 0),
    ],
)
def test_sizes(text, unit, number):
    assert size(text, unit) == number


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("304,6 TB", 1),
        ("1.5", 1),
        ("5 XB", 1),
        ("-5", 1),
        ("1.2.3 TB", 1),
        ("TB", 1),
        ("99999 EB", 1),
        ("9" * 900, 1),
        ("1.000,5", 10**12),
    ],
)
def test_what_is_no_size(text, unit):
    with pytest.raises(BadValueError):
        size(text, unit)


@pytest.mark.parametrize(
    ("text", "sign", "number"),
    [
        ("484,5 TB", ",", 484_500_000_000_000),
        ("1.024,5 GB", ",", 1_024_500_000_000),
        ("1,234 TB", ",", 1_234_000_000_000),
        ("1,234 TB", ".", 1_234_000_000_000_000),
        ("484 TB", "", 484_000_000_000_000),
    ],
)
def test_sizes_by_their_decimal_sign(text, sign, number):
    assert size(text, sign=sign) == number


@pytest.mark.parametrize("text", ["1,234 TB", "484.500 TB", "1,234", "484,5", "4.5"])
def test_a_sign_that_makes_a_difference_is_asked_for(text):
    with pytest.raises(BadValueError, match="Choose the decimal sign"):
        size(text, unit=10**12, sign="")
    with pytest.raises(BadValueError):  # and no comma is ever to be deleted
        size("484,5 TB", sign=".")


def test_counts_have_marks_between_groups_by_either_sign():
    assert count("1.129.402", ",") == count("1,129,402", ".") == 1129402
    assert count("1 129 402", "") == 1129402


@given(st.integers(0, 2**63 - 1))
def test_every_figure_comes_back_as_it_was_written(number):
    assert count(str(number)) == count(f"{number:,}") == number
    assert size(str(number)) == number


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2026-01-05", "iso"),
        ("2026-1-5", "dmy"),
        ("2026-01-05T10:00:00Z", "iso"),
        ("5.1.2026", "dmy"),
        ("05/01/2026", "dmy"),
        ("1/5/2026", "mdy"),
    ],
)
def test_days(text, order):
    assert day(text, order) == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("5.1.2026", "iso"),
        ("2026-02-30", "iso"),
        ("13/13/2026", "dmy"),
        ("", "iso"),
        ("5.1.26", "dmy"),
        ("today", "iso"),
    ],
)
def test_what_is_no_day(text, order):
    with pytest.raises(BadValueError):
        day(text, order)


@given(st.text(max_size=20).map(str.strip).filter(lambda t: not t.startswith("'")))
def test_a_disarmed_text_comes_back(text):
    assert rearmed(str(disarmed(text))) == text
