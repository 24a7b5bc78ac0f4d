"""Reasons that the team sets aside: what is hidden, until when, and what comes back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F

from phases.attention import (
    PHASES,
    PROJECTS,
    Outstanding,
    failed_restores,
    late_projects,
    needing_attention,
    notices,
    notices_of_restores,
    project_notices,
    still_open,
)
from phases.models import PhaseSummary, ProjectForecast, Reason, SetAside
from phases.services.attention import set_aside, show_again
from phases.services.expectations import expect
from phases.services.phases import create_phase, update_phase
from projects.services import update_project
from tests.phases.conftest import TODAY
from tests.phases.states import SERIES, gather, measure, one_of_each, phase_in
from tests.restore.test_pages.builders import some_restore

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("noon")]


def aside(row, *reasons: Reason, until=None, why="They know.", by=None):
    return set_aside(row=row, reasons=reasons, until=until, why=why, by=by)


def found() -> set[str]:
    return {row.phase.name for row in needing_attention()}


def growing(project, percent: int):
    phase = create_phase(project=project, name="Growing")
    gather(phase, TODAY - timedelta(days=9), 10, 100)
    gather(phase, TODAY - timedelta(days=2), 20, 100 + percent)
    return phase


def codes_in_database(phase) -> set[Reason]:
    rows = PhaseSummary.objects.filter(phase=phase)
    outstanding = Outstanding(PHASES, TODAY)
    return {r for r in PHASES.cases if rows.filter(outstanding.open(r)).exists()}


def codes_in_words(phase) -> set[Reason]:
    summary = PhaseSummary.objects.select_related("forecast", "phase").get(phase=phase)
    return {notice.reason for notice in notices(summary, TODAY)}


@pytest.mark.parametrize("state", [*SERIES, "growing", "shrinking", "tapes", "manual"])
def test_the_database_and_the_words_know_the_same_reasons(project, state):
    if state in SERIES:
        phase = phase_in(state, project)
    elif state == "tapes":
        phase = create_phase(project=project, name="Tapes")
        measure(phase, (0,), ago=10, target_scratch_tapes=9)
        measure(phase, (50,), ago=3, target_scratch_tapes=4)
    elif state == "manual":
        phase = phase_in("healthy", project)
        later = TODAY + timedelta(days=9)
        phase = expect(phase=phase, expected_date=later, expected_reason="Promised")
    else:
        phase = growing(project, 9 if state == "growing" else -9)
    assert codes_in_database(phase) == codes_in_words(phase)
    for days in (-1, 5):
        phase = update_phase(phase=phase, target_date=TODAY + timedelta(days=days))
        assert codes_in_database(phase) == codes_in_words(phase), days


def test_what_is_snoozed_comes_back_on_its_day(project):
    phase = phase_in("stalled", project)
    tomorrow = TODAY + timedelta(days=1)
    aside(phase, Reason.STALLED, until=tomorrow)
    assert found() == set()
    assert [row.phase for row in needing_attention(today=tomorrow)] == [phase]


def test_each_kind_of_reason_can_be_dismissed(project):
    phases = one_of_each(project)
    for phase in phases.values():
        if codes := codes_in_words(phase):
            aside(phase, *codes)
    assert found() == set()


def test_the_other_reason_is_still_shown(project):
    phase = phase_in("over", project)
    aside(phase, Reason.COMPLETE)
    assert found() == {"Over"}
    assert codes_in_database(phase) == {Reason.OVER}
    aside(phase, Reason.OVER)
    assert found() == set()


def test_a_phase_ranks_by_what_is_left_of_its_reasons(project):
    stalled = phase_in("stalled", project)
    over = phase_in("over", project)  # as long ago: over 100%, and complete
    overdue = phase_in("overdue", project)
    assert needing_attention()[0].phase == overdue
    aside(over, Reason.OVER)
    assert [row.phase for row in needing_attention()] == [overdue, stalled, over]


def test_another_standstill_is_another_occurrence(project):
    phase = phase_in("stalled", project)
    aside(phase, Reason.STALLED)
    PhaseSummary.objects.update(since=F("since") + timedelta(days=1))
    assert found() == {"Stalled"}


def test_another_target_date_is_another_occurrence(project):
    phase = phase_in("stalled", project)
    phase = update_phase(phase=phase, target_date=TODAY - timedelta(days=9))
    aside(phase, Reason.STALLED, Reason.MISSED)
    assert found() == set()
    update_phase(phase=phase, target_date=TODAY - timedelta(days=2))
    assert codes_in_database(phase) == {Reason.MISSED}


def test_late_becomes_missed(project):
    phase = phase_in("healthy", project)
    target = TODAY + timedelta(days=10)
    aside(update_phase(phase=phase, target_date=target), Reason.LATE)
    assert found() == set()
    later = target + timedelta(days=1)
    assert [row.phase.name for row in needing_attention(today=later)] == ["Healthy"]


def test_dismissed_until_it_gets_much_worse(project):
    phase = phase_in("healthy", project)
    target = TODAY + timedelta(days=10)
    phase = update_phase(phase=phase, target_date=target)
    aside(phase, Reason.LATE)
    PhaseSummary.objects.update(p80=F("p80") + timedelta(days=30))
    assert found() == set()
    PhaseSummary.objects.update(p80=F("p80") + timedelta(days=1))
    assert found() == {"Healthy"}


def test_snoozed_even_if_it_gets_worse(project):
    phase = growing(project, 9)
    aside(phase, Reason.GREW, until=TODAY + timedelta(days=7))
    PhaseSummary.objects.update(source_moved=900)
    assert found() == set()
    aside(phase, Reason.GREW)
    PhaseSummary.objects.update(source_moved=904)
    assert found() == set()
    PhaseSummary.objects.update(source_moved=906)
    assert found() == {"Growing"}


def test_a_project_and_its_phases_apart(project):
    phase_in("healthy", project)
    update_project(project=project, target_date=TODAY - timedelta(days=1))
    forecasts = ProjectForecast.objects.all()
    assert late_projects(forecasts, TODAY).count() == 1
    aside(project, Reason.MISSED)
    assert not late_projects(forecasts, TODAY).exists()
    forecast = ProjectForecast.objects.get()
    assert Outstanding(PROJECTS, TODAY).asides_of([project])
    assert [n.reason for n in project_notices(forecast, TODAY)] == [Reason.MISSED]
    update_project(project=project, target_date=TODAY - timedelta(days=2))
    assert late_projects(forecasts, TODAY).count() == 1


def test_a_failed_restore_and_the_next_one(northwind, administrator):
    job = some_restore(northwind, state="failed").job
    assert failed_restores(administrator) == [job]
    aside(job, Reason.RESTORE_FAILED)
    assert not still_open(notices_of_restores([job], TODAY))
    other = some_restore(northwind, state="failed").job
    assert still_open(notices_of_restores([other], TODAY))


def test_set_aside_again_replaces_what_was_said(project, operator):
    phase = phase_in("stalled", project)
    [first] = aside(phase, Reason.STALLED, until=TODAY + timedelta(days=1))
    [second] = aside(phase, Reason.STALLED, why="For good.", by=operator)
    assert first.pk == second.pk
    row = SetAside.objects.get()
    assert (row.until, row.why, row.set_by) == (None, "For good.", operator)
    assert row.told == "Dismissed by operator: For good."
    show_again(aside=row)
    show_again(aside=row)
    assert found() == {"Stalled"}


@pytest.mark.parametrize(
    ("reasons", "more", "field"),
    [
        ([Reason.OVER], {}, "__all__"),
        ([Reason.STALLED], {"why": "  "}, "why"),
        ([Reason.STALLED], {"until": TODAY}, "day"),
    ],
)
def test_what_cannot_be_set_aside(project, reasons, more, field):
    phase = phase_in("stalled", project)
    with pytest.raises(ValidationError) as refused:
        aside(phase, *reasons, **more)
    errors = refused.value
    assert field in (
        errors.message_dict if hasattr(errors, "error_dict") else "__all__"
    )
    assert not SetAside.objects.exists()
