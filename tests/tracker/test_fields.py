"""What people type, made into what is meant; or refused with a sentence."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from tracker.fields import ExactNameField, NameField
from tracker.forms import CountField, LinesField, VersionField


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  News ", "News"),
        ("Cafe\u0301", "Café"),
        ("\u3000日本\u00a0", "日本"),
        ("a  b", "a  b"),
    ],
)
def test_a_name_is_trimmed_and_in_one_form(typed, kept):
    assert NameField().to_python(typed) == kept


@pytest.mark.parametrize(
    "name", ["a\0", "a\nb", "\x7f", "a\u2028b", "a\u202eb", "\ud800"]
)
@pytest.mark.parametrize("field", [NameField(), ExactNameField()])
def test_what_does_not_print_is_refused(field, name):
    with pytest.raises(ValidationError, match="printable"):
        field.clean(name, None)


@pytest.mark.parametrize(
    ("typed", "kept"), [("  ", ""), (" LTO 9 ", " LTO 9 "), ("", "")]
)
def test_an_appliances_name_is_kept_to_the_letter(typed, kept):
    assert ExactNameField(blank=True).clean(typed, None) == kept


@given(st.integers(min_value=0, max_value=2**63))
def test_a_count_is_read_as_it_is_shown(value):
    assert CountField().clean(f"{value:,}") == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1,129,402", 1129402),
        ("1 129 402", 1129402),
        ("1\u202f129\u00a0402", 1129402),
        (" 7 ", 7),
        ("1_000", 1000),
        ("0", 0),
        ("-5", -5),
    ],
)
def test_a_count_is_read_as_people_write_it(typed, value):
    assert CountField().clean(typed) == value


@pytest.mark.parametrize(
    "typed", ["1.5", "1.000", "1,5", "1,00", "1,2,3", ",1", "ten", "1e3", "9" * 5000]
)
def test_a_count_that_may_mean_something_else_is_refused(typed):
    with pytest.raises(forms.ValidationError, match="whole number"):
        CountField().clean(typed)


def test_no_count_is_unknown_not_zero():
    assert CountField(required=False).clean("  ") is None


@pytest.mark.parametrize(
    ("typed", "lines"),
    [("a\r\nb\n\n  \nc", ["a", "b", "c"]), (" a ", [" a "]), ("", []), ("\n", [])],
)
def test_lines_are_read_to_the_letter(typed, lines):
    assert LinesField(required=False).clean(typed) == lines


def test_lines_are_asked_for():
    with pytest.raises(forms.ValidationError, match="required"):
        LinesField().clean("\n \n")


@pytest.mark.parametrize(
    "text", ["", "x", "2026-01-05", "2026-01-05T10:00:00", "2026-99-99T10:00:00Z"]
)
def test_a_version_that_is_none_is_refused(text):
    with pytest.raises(forms.ValidationError):
        VersionField().clean(text)
