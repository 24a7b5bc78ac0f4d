"""Each change of a phase's measurements renews what is kept of it, and stores why."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from phases.forecast import End
from phases.models import PhaseForecast, PhaseSummary, ProjectForecast
from phases.models.forecast import METHOD
from phases.services.expectations import add_pause, delete_pause, expect
from phases.services.forecasts import (
    applied_lesson,
    forecast_once,
    remember_forecast,
)
from phases.services.hindsight import MOST_PAST, lacking
from phases.services.measurements import (
    add_measurement,
    correct_measurement,
    delete_measurement,
    restore_measurement,
)
from phases.services.phases import (
    create_phase,
    delete_phase,
    set_phase_status,
    update_phase,
)
from phases.services.purge import purge_project
from projects.services import create_project
from tests.tracker.builders import DAY, figures
from tracker.history import events

pytestmark = pytest.mark.slow


def measure(phase, week: int, done: int, total: int = 1000, **more):
    return add_measurement(
        phase=phase,
        timestamp=DAY + timedelta(weeks=week),
        source_objects=total,
        source_size=total * 10**9,
        target_objects=done,
        target_size=done * 10**9,
        **more,
    )


def summary(phase) -> PhaseSummary:
    return PhaseSummary.objects.select_related("forecast").get(phase=phase)


def said(phase) -> list[tuple[date, str]]:
    return list(phase.forecasts.order_by("id").values_list("as_of", "state"))


def test_each_gather_leaves_a_forecast(phase):
    for week, done in enumerate((0, 100, 200)):
        measure(phase, week, done)
    days = [DAY + timedelta(weeks=week) for week in range(3)]
    states = ["needs_two_points", "expected", "expected"]
    assert said(phase) == list(zip(days, states, strict=True))
    assert summary(phase).forecast.p50 > days[2] + timedelta(weeks=4)


def test_history_that_comes_at_once_has_a_forecast_as_of_each_day(phase):
    measures = list(enumerate((0, 100, 200)))
    for week, done in measures:
        measure(phase, week, done)
    one_by_one = phase.forecasts.order_by("id").values("as_of", "p50", "basis")
    other = create_phase(project=phase.project, name="Imported")
    with forecast_once():
        for week, done in reversed(measures):
            measure(other, week, done)
    at_once = other.forecasts.order_by("id").values("as_of", "p50", "basis")
    assert list(at_once) == list(one_by_one)
    assert summary(other).forecast.as_of == DAY + timedelta(weeks=2)


def test_a_long_history_has_forecasts_of_some_of_its_days():
    days = [DAY + timedelta(n) for n in range(3 * MOST_PAST)]
    some = lacking(days, [])
    assert len(some) == MOST_PAST
    assert [some[0], some[-1]] == [days[0], days[-1]]
    assert lacking(days, some) == lacking(days, days[:MOST_PAST]) == []
    assert lacking(days, some[1:-1]) == [days[0], days[-1]]
    assert lacking(days[:50], days[:49]) == [days[49]]


def test_forecasts_of_an_earlier_method_are_made_again(phase):
    for week, done in enumerate((0, 100, 200)):
        measure(phase, week, done)
    phase.forecasts.update(method=1)
    remember_forecast(phase)
    assert phase.forecasts.count() == 6
    assert summary(phase).forecast.method == METHOD


def test_the_same_again_is_not_stored_again(phase):
    measure(phase, 0, 0)
    remember_forecast(phase)
    assert phase.forecasts.count() == 1


def test_a_correction_a_deletion_and_its_undoing_renew_it(phase):
    measure(phase, 0, 0)
    row = measure(phase, 1, 100)
    before = summary(phase).forecast.p50
    correct_measurement(measurement=row, reason="Typo", target_size=200 * 10**9)
    sooner = summary(phase).forecast.p50
    assert sooner < before  # although the objects are as far behind
    correct_measurement(measurement=row, reason="Typo", target_objects=200)
    assert summary(phase).forecast.p50 < sooner
    event = delete_measurement(measurement=row)
    assert summary(phase).forecast.state == "needs_two_points"
    restore_measurement(event=events(type(row)).get(pgh_id=event))
    assert summary(phase).forecast.state == "expected"


def test_without_measurements_it_stands_nowhere(phase):
    delete_measurement(measurement=measure(phase, 0, 0))
    assert not PhaseSummary.objects.exists()


def test_where_it_stands(phase):
    measure(phase, 0, 0, type="REFERENCE")
    measure(phase, 2, 400, total=1100, target_scratch_tapes=7)
    found = summary(phase)
    assert (found.done_objects, found.remaining_objects) == (400, 700)
    assert found.estimated_bytes
    assert found.source_moved == pytest.approx(10)
    assert found.scratch_tapes == 7
    assert found.baseline.type == "REFERENCE"


def test_tapes_that_run_out(phase):
    measure(phase, 0, 0, target_scratch_tapes=20)
    measure(phase, 1, 120, target_scratch_tapes=10)  # 12 GB a tape
    found = summary(phase)
    assert found.bytes_per_tape == 12 * 10**9
    assert found.tapes_needed == 74
    assert found.tapes_run_out == DAY + timedelta(weeks=2)


def test_the_largest_figures_there_are(phase):
    largest = 2**63 - 1
    for week, done in enumerate((0, largest)):
        add_measurement(
            phase=phase,
            timestamp=DAY + timedelta(weeks=week),
            source_objects=largest,
            source_size=largest,
            target_objects=done,
            target_size=done,
            remaining_objects=largest,
            remaining_size=largest,
        )
    assert summary(phase).forecast.state == "expected"
    assert summary(phase).progress_in_bytes.total == 2 * largest


def test_many_changes_lead_to_one_forecast_a_day(phase, project):
    other = create_phase(project=project, name="Other")
    with forecast_once():
        for week in range(5):
            measure(phase, week, 100 * week)
            measure(other, week, 50 * week)
        assert not PhaseForecast.objects.exists()
    assert phase.forecasts.count() == other.forecasts.count() == 5


def test_nothing_is_forecast_of_what_was_rolled_back(phase):
    def twice() -> None:
        with forecast_once():
            measure(phase, 0, 0)
            measure(phase, 0, 0)

    with pytest.raises(ValidationError):
        twice()
    assert not phase.measurements.exists()
    measure(phase, 1, 0)  # nor is the next one put off
    assert phase.forecasts.count() == 1


def test_a_finished_phase_judges_its_forecasts(phase):
    for week, done in enumerate((0, 100, 200, 900, 1000)):
        measure(phase, week, done)
    found = summary(phase)
    assert found.forecast.state == "complete"
    assert found.forecasts_judged == 3  # the first could not be made
    promised = phase.forecasts.exclude(p80=None).values_list("p80", flat=True)
    end = End(DAY + timedelta(weeks=3), DAY + timedelta(weeks=4))
    assert found.forecasts_held == sum(end.share_by(day) for day in promised)
    assert found.forecasts_held > 0
    assert found.deviation < 0  # most of it came at last


def finish(project, number: int) -> None:
    """A phase that took longer than its forecasts said."""
    phase = create_phase(project=project, name=f"Finished {number}")
    with forecast_once():
        for week, done in enumerate((0, 800, 850, 900, 950, 1000)):
            measure(phase, week, done)


def test_finished_phases_teach_once_there_are_enough(project, phase):
    for week, done in enumerate((0, 100, 200)):
        measure(phase, week, done)
    projects = [
        create_project(customer=project.customer, name=name, type="IOM_BUCKET")
        for name in ("Second", "Third")
    ]
    for number in range(9):
        finish([project, *projects][number % 3], number)
    before = summary(phase).forecast
    assert not applied_lesson().enough
    finish(project, 9)
    lesson = applied_lesson()
    assert (lesson.phases, lesson.projects, lesson.shift > 0) == (10, 3, True)
    remember_forecast(phase)
    found = summary(phase).forecast
    assert (found.shift, found.days) == (lesson.shift, before.days)
    assert found.p50 > before.p50
    finish(project, 10)  # a forecast that has learned is judged without that
    again = PhaseSummary.objects.get(phase__name="Finished 10").deviation
    first = PhaseSummary.objects.get(phase__name="Finished 0").deviation
    assert again == pytest.approx(first)


def test_a_pause_puts_the_end_off_and_can_be_taken_back(phase):
    for week, done in enumerate((0, 100, 200)):
        measure(phase, week, done)
    before = summary(phase).forecast.p50
    last = DAY + timedelta(weeks=2)
    pause = add_pause(
        phase=phase,
        first_day=last + timedelta(days=1),
        last_day=last + timedelta(days=10),
        reason="The library moves.",
    )
    assert summary(phase).forecast.p50 == before + timedelta(days=10)
    delete_pause(pause=pause)
    assert summary(phase).forecast.p50 == before


@pytest.mark.django_db(transaction=True)
def test_of_two_who_measure_at_once_both_are_counted(phase):
    ready = threading.Barrier(2)
    problems: list[Exception] = []

    def add(week: int) -> None:
        try:
            with transaction.atomic():
                ready.wait(10)
                measure(phase, week, 100 * week)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=[week]) for week in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not problems
    assert summary(phase).forecast.points == 2
    assert summary(phase).last_gather == DAY + timedelta(weeks=2)


class TestOfAProject:
    @pytest.fixture(autouse=True)
    def nothing_is_out_of_date(self, settings):
        settings.STALE_DAYS = 100_000

    def of(self, project) -> ProjectForecast:
        return ProjectForecast.objects.get(project=project)

    def test_a_phase_without_measurements_has_no_end(self, project, phase):
        found = self.of(project)
        assert (found.state, found.without) == ("unknown", 1)

    def test_it_ends_with_the_latest(self, project, phase):
        slow = create_phase(project=project, name="Slow")
        for week in range(3):
            measure(phase, week, 400 * week)
            measure(slow, week, 50 * week)
        found, slowest = self.of(project), summary(slow).forecast
        assert found.state == "expected"
        assert abs((found.p80 - slowest.p80).days) < 30

    def test_complete_when_all_phases_are(self, project, phase):
        measure(phase, 0, 0)
        measure(phase, 1, 1000)
        found = self.of(project)
        assert (found.state, found.since) == ("complete", DAY + timedelta(weeks=1))

    def test_a_paused_phase_has_no_end(self, project, phase):
        for week in range(3):
            measure(phase, week, 100 * week)
        set_phase_status(phase=phase, status="paused")
        assert (self.of(project).p50, self.of(project).without) == (None, 1)

    def test_an_end_set_by_hand_counts_instead(self, project, phase):
        for week in range(3):
            measure(phase, week, 100 * week)
        expect(phase=phase, expected_date=date(2027, 5, 1), expected_reason="Promised")
        assert self.of(project).p50 == date(2027, 5, 1)
        phase.refresh_from_db()
        expect(phase=phase, expected_date=None)
        assert self.of(project).p50 < date(2027, 5, 1)

    def test_what_a_phase_leaves_behind_when_it_moves_or_goes(self, project, phase):
        other = create_project(
            customer=project.customer, name="Other", type="IOM_BUCKET"
        )
        update_phase(phase=phase, project=other)
        assert (self.of(project).phases, self.of(other).phases) == (0, 1)
        phase.refresh_from_db()
        delete_phase(phase=phase)
        assert self.of(other).phases == 0

    def test_a_purge_takes_all_of_it(self, project, phase):
        measure(phase, 0, 0)
        purge_project(project=project)
        assert not PhaseForecast.objects.exists()
        assert not ProjectForecast.objects.exists()


def test_an_end_by_hand_needs_a_reason(phase):

    with pytest.raises(ValidationError) as refused:
        expect(phase=phase, expected_date=DAY, expected_reason=" ")
    assert set(refused.value.message_dict) == {"expected_reason"}


def test_figures_that_did_not_change_say_so(phase):
    row = add_measurement(phase=phase, timestamp=DAY, **figures())
    correct_measurement(measurement=row, reason="Looked", note="Seen")
    assert phase.forecasts.count() == 1
