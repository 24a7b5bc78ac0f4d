"""What needs attention: each reason with its sentence and its one action."""

from datetime import timedelta

import pytest

from phases.attention import needing_attention, notices
from phases.models import PhaseSummary
from phases.services.expectations import expect
from phases.services.phases import create_phase, set_phase_status, update_phase
from tests.phases.conftest import TODAY
from tests.phases.states import gather, measure, one_of_each, phase_in

pytestmark = pytest.mark.usefixtures("noon")


def reasons(phase) -> list[tuple[str, str]]:
    summary = PhaseSummary.objects.select_related("forecast").get(phase=phase)
    return [(notice.label, notice.action) for notice in notices(summary, TODAY)]


def found() -> list[str]:
    return [row.phase.name for row in needing_attention()]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("healthy", []),
        ("stalled", [("Stalled", "open")]),
        ("overdue", [("Overdue", "open")]),
        ("stale", [("Out of date", "gather")]),
        ("fallen", [("Target lost data", "open")]),
        ("empty", [("Empty", "complete")]),
        ("finished", [("Complete", "complete")]),
        ("over", [("Over 100%", "open"), ("Complete", "complete")]),
    ],
)
def test_each_state_has_its_reason(project, state, expected):
    phase = phase_in(state, project)
    assert reasons(phase) == expected
    assert bool(found()) == bool(expected)


def test_all_at_once_what_is_worst_first(project):
    phases = one_of_each(project)
    names = found()
    assert set(names) == {phase.name for phase in phases.values()} - {"Healthy"}
    assert set(names[:2]) == {"Fallen", "Overdue"}
    assert set(names[-2:]) == {"Finished", "Empty"}


def test_off_plan_when_the_commitment_is_after_the_target_date(project):
    phase = phase_in("healthy", project)
    update_phase(phase=phase, target_date=TODAY + timedelta(days=10))
    assert reasons(phase) == [("Late", "open")]
    assert found() == ["Healthy"]
    update_phase(phase=phase, target_date=TODAY + timedelta(days=999))
    assert found() == []


def test_a_target_date_that_has_passed_needs_no_forecast(project):
    phase = phase_in("stalled", project)
    update_phase(phase=phase, target_date=TODAY - timedelta(days=1))
    assert ("Target date missed", "open") in reasons(phase)
    finished = phase_in("finished", project)
    update_phase(phase=finished, target_date=TODAY - timedelta(days=1))
    assert reasons(finished) == [("Complete", "complete")]


def test_a_forecast_that_is_out_of_date_makes_no_one_late(project):
    phase = phase_in("stale", project)
    update_phase(phase=phase, target_date=TODAY + timedelta(days=1))
    assert reasons(phase) == [("Out of date", "gather")]


def test_off_plan_by_an_end_set_by_hand(project):
    phase = phase_in("healthy", project)
    late = TODAY + timedelta(days=500)
    phase = update_phase(phase=phase, target_date=late - timedelta(days=1))
    phase = expect(phase=phase, expected_date=late, expected_reason="Promised")
    assert reasons(phase) == [("Late", "open")]
    assert found() == ["Healthy"]


def test_a_source_that_moved(project, settings):
    phase = create_phase(project=project, name="Growing")
    gather(phase, TODAY - timedelta(days=9), 10, 100)
    gather(phase, TODAY - timedelta(days=2), 20, 107)
    assert reasons(phase) == [("Source grew", "open")]
    settings.SOURCE_MOVED_PERCENT = 10
    assert reasons(phase) == []
    assert found() == []


def test_tapes_that_run_out_before_the_data_does(project):
    phase = create_phase(project=project, name="Tapes")
    measure(phase, (0,), ago=10, target_scratch_tapes=9)
    measure(phase, (50,), ago=3, target_scratch_tapes=4)
    assert reasons(phase) == [("Tapes running out", "open")]


def test_stale_after_as_many_days_as_the_settings_say(project, settings):
    phase = phase_in("healthy", project)
    settings.STALE_DAYS = 1
    assert reasons(phase) == [("Out of date", "gather")]


@pytest.mark.parametrize("status", ["paused", "planned", "completed"])
def test_only_active_phases_need_any(project, status):
    phase = phase_in("stalled", project)
    set_phase_status(phase=phase, status=status)
    assert found() == []
