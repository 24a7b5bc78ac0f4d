"""Which column is what, and what a type may be."""

import pytest

from files.values import BadValueError
from phases.importing.checking import measurement_type_in
from phases.importing.mapping import guess_columns, missing_columns


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
