"""CSV that a spreadsheet opens without running what is in it."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.csvtext import csv_lines, disarmed

SPREADSHEET = tuple("=+-@\t\r\n＝＋－＠")


@pytest.mark.parametrize("start", SPREADSHEET)
def test_a_formula_is_disarmed(start):
    assert disarmed(f"{start}1+1") == f"'{start}1+1"


@given(st.text())
def test_no_text_starts_like_a_formula(text):
    assert not str(disarmed(text)).startswith(SPREADSHEET)


@pytest.mark.parametrize("value", [0, -5, 2**63 - 1, 1.5, "plain", "1=1", ""])
def test_everything_else_is_kept(value):
    assert disarmed(value) == value


def test_unknown_is_an_empty_cell():
    assert disarmed(None) == ""


def test_quotes_commas_and_lines_come_back_as_they_were():
    row = ['a "b"', "c, d", "e\nf", 7]
    lines = list(csv_lines(["1", "2", "3", "4"], [row]))
    assert list(csv.reader(lines))[1] == ['a "b"', "c, d", "e\nf", "7"]
