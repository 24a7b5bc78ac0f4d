"""Figures that are asked about, and such that are not."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from phases.unusual import unusual

FIRST = date(2026, 1, 5)
TB = 10**12


@dataclass
class Counted:
    timestamp: date
    target_objects: int
    target_size: int
    source_objects: int = 1_000_000
    source_size: int = 100 * TB
    remaining_objects: int | None = None
    remaining_size: int | None = None
    target_scratch_tapes: int | None = None
    type: str = "DATA"


def at(percent: float, week: int = 0, **more) -> Counted:
    """A phase of a million objects and 100 TB, so far done."""
    day = FIRST + timedelta(weeks=week)
    figures = {
        "target_objects": int(percent * 10_000),
        "target_size": int(percent * TB),
    }
    return Counted(day, **{**figures, **more})


def weekly(*percents: float) -> list[Counted]:
    return [at(percent, week) for week, percent in enumerate(percents)]


def reasons(new: Counted, *stored: Counted) -> str:
    asked = unusual([new], stored).get(0)
    return " ".join(asked.sentences) if asked else ""


def test_progress_that_leaps_is_shown_before_and_after():
    sentence = reasons(at(99.9, 4), *weekly(49, 52, 54, 57))
    assert "Progress by bytes rises from 57.0% on 26 Jan 2026 to 99.9%" in sentence
    assert reasons(at(57, 4, remaining_size=0), at(57)).endswith(
        "Progress by objects: 57.0% → 57.0%."
    )


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (at(5.7, 1), "Progress by objects falls from 57.0%"),
        (at(55, 1), "The target has 550,000 objects on 12 Jan 2026, less than"),
        (at(60, 1, source_size=100_000 * TB), "Source size: 100.0 TB on 5 Jan 2026, 1"),
        (at(60, 1, source_size=TB // 10), "Check the unit."),
        (at(60, 1, target_size=60_000 * TB), "Target size: 57.0 TB on 5 Jan 2026, 60"),
        (at(60, 1, remaining_size=4 * TB), "Target and remaining bytes add up to 64"),
        (at(60, 1, remaining_objects=900_000), "add up to 1,500,000 objects, but the"),
        (at(0, 1, source_objects=0, source_size=0), "All figures are zero."),
    ],
)
def test_what_is_asked_about(new, reason):
    assert reason in reasons(new, at(57))


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (at(0, source_objects=0, source_size=0), "All figures are zero."),
        (at(57, source_size=100_000 * TB), "on average 100.0 GB on the source, but"),
        (at(57, target_objects=0), "The target has 57.0 TB in 0 objects."),
        (at(57, remaining_size=5 * TB), "add up to 62.0 TB, but the source has 100.0"),
    ],
)
def test_the_first_measurement_is_asked_about_too(new, reason):
    assert reason in reasons(new)


@pytest.mark.parametrize(
    "new",
    [
        at(57, 1),
        at(60, 1, remaining_objects=400_000, remaining_size=40 * TB),
        at(80, 1, source_size=104 * TB),
        at(80, 1, source_objects=0, source_size=0),  # the old copies were deleted
        at(104, 4, type="REFERENCE"),  # dated later than the data
    ],
)
def test_what_is_usual(new):
    assert not reasons(new, at(57))


def test_the_first_is_usual():
    assert not reasons(at(57))


def test_a_phase_that_is_always_quick_is_believed():
    assert reasons(at(60, 1), at(0))
    assert not reasons(at(60, 2), *weekly(0, 25))


def test_after_a_wrong_figure_the_right_one_is_not_asked_about():
    rows = weekly(10, 20, 99.9, 30, 40)
    assert list(unusual(rows, [])) == [2]


def test_nor_is_what_follows_a_true_leap():
    rows = weekly(10, 20, 90, 92, 95)
    assert list(unusual(rows, [])) == [2]


def test_between_two_the_later_one_counts_too():
    assert "falls" in reasons(at(70, 0), at(57, 1))
    assert not reasons(at(30, 1), at(0, 0), at(60, 2))


def test_a_correction_of_the_only_figures_is_beside_these():
    was = at(57)
    asked = unusual([at(99.9)], [], instead=was)[0]
    assert "Progress by bytes rises from 57.0% on 5 Jan 2026 to 99.9%." in asked.reasons
