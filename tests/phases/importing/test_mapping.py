"""Which column is what, and what a type may be."""

import pytest

from files.values import BadValueError
from phases.importing.checking import CellFormat, guess_sign, measurement_type_in
from phases.importing.mapping import (
    BY_TITLE,
    guess_columns,
    guess_unit,
    missing_columns,
)


def test_columns_are_recognised_by_their_titles():
    header = [
        "Phase",
        "Date",
        "Source Objects",
        "source_size (TB)",
        "Target objects",
        "Target Size",
        "Scratch tapes",
        "Colour",
    ]
    assert guess_columns(header) == {
        "phase": 0,
        "timestamp": 1,
        "source_objects": 2,
        "source_size": 3,
        "target_objects": 4,
        "target_size": 5,
        "target_scratch_tapes": 6,
    }


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Source TB", "source_size"),
        ("source_size_tb", "source_size"),
        ("Target size in GiB", "target_size"),
        ("Remaining [TB]", None),
        ("Target data (PB)", "target_size"),
        ("Source bytes", "source_size"),
    ],
)
def test_titles_with_a_unit_are_recognised(title, name):
    assert guess_columns([title]) == ({name: 0} if name else {})


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        (["Date", "Source TB", "Target size (TB)"], 10**12),
        (["Source TiB", "Target TiB"], 2**40),
        (["Source size", "Target size"], 1),
        (["Source TB", "Target GB"], BY_TITLE),
        (["Source TB", "Target size"], BY_TITLE),
        (["Quelle [TB]", "Ziel [TB]"], 10**12),
    ],
)
def test_the_unit_of_a_file_is_offered(header, unit):
    assert guess_unit(header) == unit


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        (["484,5 TB", "1.024,5 GB"], ","),
        (["484.5 TB", "1,024.5 GB"], "."),
        (["484,5 TB", "1,234 TB"], ","),
        (["484 TB"], "."),
        (["1,234 TB"], ""),
        (["484,5 TB", "484.5 TB"], ""),
        (["no size"], "."),
    ],
)
def test_the_decimal_sign_of_a_file_is_guessed_or_asked_for(cells, sign):
    rows = [[cell] for cell in cells]
    assert guess_sign(rows, {"source_size": 0}, ["Size"], CellFormat()) == sign


def test_what_is_needed_and_has_no_column():
    assert missing_columns(guess_columns(["Date", "Target size"]), with_phase=True) == [
        "Phase",
        "Source objects",
        "Source size",
        "Target objects",
    ]


def test_types():
    assert [measurement_type_in(text) for text in ("", "data", " Reference ")] == [
        "DATA",
        "DATA",
        "REFERENCE",
    ]
    with pytest.raises(BadValueError):
        measurement_type_in("BASELINE")
