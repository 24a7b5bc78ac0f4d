"""How finished phases turned out, and what that changes."""

from math import exp, sqrt

import pytest

from phases.forecast import Calendar, End, Lesson, Outlook
from tests.phases.forecast.strategies import day


def lesson(*deviations: float, projects: int = 3) -> Lesson:
    squares = sum(one**2 for one in deviations)
    return Lesson.of(
        phases=len(deviations),
        projects=projects,
        total=sum(deviations),
        squares=squares,
    )


def test_a_phase_ended_between_two_measurements():
    end = End(day(10), day(20))
    shares = [end.share_by(day(n)) for n in (5, 10, 15, 20, 99)]
    assert shares == [0, 0, 0.5, 1, 1]
    assert end.days_after(day(5), Calendar()) == 10
    assert End(day(5), day(6)).days_after(day(5), Calendar()) == 0.5


@pytest.mark.parametrize(
    ("took", "deviation"), [(100 * exp(0.8), 1), (100 * exp(-0.5), -1), (10**9, 3)]
)
def test_it_took_so_many_sigmas_of_that_side(took, deviation):
    assert Outlook(day(0), 100, 0.5, 0.8).deviation(took) == pytest.approx(deviation)


def test_without_finished_phases_nothing_is_learned():
    assert lesson(projects=0) == Lesson()


def test_few_phases_teach_little():
    assert lesson(1.0).shift == pytest.approx(1 / 9)
    found = lesson(*[1.0] * 12)
    assert found.shift == pytest.approx(12 / 20)
    assert found.scale == pytest.approx(sqrt((12 + 12 * 0.4**2) / 24))


@pytest.mark.parametrize(
    ("deviations", "scale"), [([0.0] * 99, 0.7), ([3.0, -3.0] * 99, 1.6)]
)
def test_the_width_has_bounds(deviations, scale):
    assert lesson(*deviations).scale == scale


@pytest.mark.parametrize(
    ("phases", "projects", "enough"), [(10, 3, True), (9, 3, False), (10, 2, False)]
)
def test_enough_are_ten_phases_of_three_projects(phases, projects, enough):
    assert lesson(*[0.0] * phases, projects=projects).enough is enough


def test_a_lesson_moves_the_middle_and_widens_the_range():
    outlook = Outlook(day(0), 100, 0.5, 0.8, lesson=Lesson(0.5, 1.2))
    assert outlook.days_at(0.5) == pytest.approx(100 * exp(0.8 * 0.5))
    above = 0.5 + 1.2 * 1.2816
    assert outlook.days_at(0.9) == pytest.approx(100 * exp(0.8 * above), rel=1e-4)
    below = 0.5 - 1.2 * 1.2816
    assert outlook.days_at(0.1) == pytest.approx(100 * exp(0.5 * below), rel=1e-4)
    assert outlook.deviation(100) == 0  # nothing is learned from what was learned
