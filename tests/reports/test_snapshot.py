"""The figures are those of the pages, as of one moment."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from phases.models import PhaseSummary, ProjectForecast
from phases.overview import needed, overview
from phases.rollup import rollup
from phases.services.expectations import add_pause
from phases.services.measurements import add_measurement
from phases.services.phases import create_phase, update_phase
from phases.standing import with_progress
from phases.windows import Window
from projects.services import create_project, update_project
from reports.snapshot import Contents, ReportRequest, build, building
from tests.phases.states import measure, phase_in
from tests.tracker.builders import DAY, figures
from tests.tracker.reading import read
from tracker.services import set_active

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("window", list(Window))
def test_a_phase_says_what_its_page_says(states, snapshot_of, window):
    today = timezone.localdate()
    phase = update_phase(
        phase=states["healthy"], target_date=today + timedelta(days=40)
    )
    add_pause(
        phase=phase,
        first_day=today - timedelta(days=9),
        last_day=today - timedelta(days=8),
        reason="The library moves.",
    )
    days = {"begin": today - timedelta(days=30), "end": today - timedelta(days=5)}
    days = days if window == Window.RANGE else {}
    [part] = snapshot_of(phase, window=window, **days).phases
    [phase] = with_progress([phase])
    seen = overview(phase, window, **days)
    assert part.progress.objects == phase.standing.objects
    assert part.progress.bytes == phase.standing.bytes
    assert part.forecast.sentence == phase.standing.forecast.sentence
    assert part.forecast.commit_to == phase.standing.forecast.p80
    assert part.change.bytes == seen.change.bytes
    assert part.change.days == seen.change.days
    assert part.change.bytes_a_day == seen.change.bytes_a_day
    wanted = needed(phase, phase.standing, seen.calendar)
    assert part.needed.bytes_a_day == wanted.bytes


def test_together_they_are_the_roll_up_of_the_page(states, project, snapshot_of):
    totals = snapshot_of(project).totals
    shown = rollup(PhaseSummary.objects.filter(phase__project=project))
    assert (totals.progress.bytes, totals.measured) == (shown.bytes, shown.measured)
    assert totals.bytes_moved == sum(
        part.change.bytes for part in snapshot_of(project).phases if part.change
    )


def test_what_is_late_is_called_as_on_its_page(
    states, project, snapshot_of, client_of, viewer
):
    soon = timezone.localdate() + timedelta(days=3)
    phase = update_phase(phase=states["healthy"], target_date=soon)
    update_project(project=project, target_date=soon)
    [part] = snapshot_of(project).projects
    labels = {
        project: part.forecast.label,
        phase: next(p for p in part.phases if p.id == str(phase.pk)).forecast.label,
    }
    assert set(labels.values()) == {"Late"}
    for row, label in labels.items():
        page = read(client_of(viewer).get(row.get_absolute_url()))
        assert label in page.texts[".forecast"]
    update_phase(phase=phase, status="paused")
    assert snapshot_of(phase).phases[0].forecast.label == "In progress"


def test_a_project_has_its_course(states, project, snapshot_of):
    kept = ProjectForecast.objects.get(project=project)
    [part] = snapshot_of(project).projects
    assert [astuple(day)[1:] for day in part.course] == [
        tuple(sums) for _, *sums in kept.course
    ]
    assert part.course[-1].bytes_done == part.totals.progress.bytes.done
    assert [each.course for each in snapshot_of(project.customer).projects] == [
        part.course
    ]


def test_the_course_of_a_project_is_no_matter_of_a_phase(states, snapshot_of):
    assert snapshot_of(states["healthy"]).projects[0].course == ()


def test_a_customer_is_its_active_projects(northwind, project, states, snapshot_of):
    closed = create_project(customer=northwind, name="Closed", type="IOM_BUCKET")
    phase_in("healthy", closed)
    set_active([closed], active=False)
    snapshot = snapshot_of(northwind)
    assert [each.name for each in snapshot.projects] == ["News archive"]
    assert snapshot.totals.phases == len(states)


def test_the_window_bounds_the_measurements(states, snapshot_of):
    phase = states["healthy"]
    assert len(snapshot_of(phase).measurements) == 7
    assert len(snapshot_of(phase, window=Window.LAST).measurements) == 2
    days = {"begin": timezone.localdate() - timedelta(days=12)}
    within = snapshot_of(phase, window=Window.RANGE, **days)
    assert len(within.measurements) == 3  # from the last gather up to the first day


def test_nothing_is_made_up_for_a_phase_without_measurements(phase, snapshot_of):
    snapshot = snapshot_of(phase)
    [part] = snapshot.phases
    assert (part.progress, part.change, part.forecast, part.tapes) == (None,) * 4
    assert snapshot.totals.progress is None
    assert snapshot.totals.bytes_moved is None


def test_what_is_unknown_stays_unknown(phase, snapshot_of):
    add_measurement(phase=phase, timestamp=DAY, **figures())
    [row] = snapshot_of(phase).measurements
    assert (row.remaining_objects, row.target_scratch_tapes) == (None, None)


def test_parts_are_left_out(states, snapshot_of):
    bare = Contents(charts=False, forecast=False, raw=False)
    [part] = snapshot_of(states["healthy"], parts=bare).phases
    assert part.progress
    assert (part.gathers, part.forecast, part.measurements) == ((), None, ())


def test_no_day_is_named_that_nobody_believes(states, snapshot_of):
    for state in ("stale", "stalled", "fallen", "finished"):
        [part] = snapshot_of(states[state]).phases
        assert (part.forecast.likely, part.forecast.commit_to) == (None, None), state


def test_more_phases_ask_no_more(project, queries, snapshot_of):
    def cost() -> int:
        before = len(queries.captured_queries)
        snapshot_of(project)
        return len(queries.captured_queries) - before

    with queries:
        measure(create_phase(project=project, name="A", source="x"), (0, 8))
        first = cost()
        for name in "BCD":
            measure(create_phase(project=project, name=name, source="x"), (0, 8))
        assert cost() == first


@pytest.mark.django_db(transaction=True)
def test_it_is_read_as_of_one_moment(states, project, monkeypatch):
    """What is recorded while it is read is not half in it."""
    reading = building.seen_phases

    def meanwhile(asked):
        for number, each in enumerate(reading(asked)):
            if number == 0:
                with ThreadPoolExecutor() as pool:
                    pool.submit(somebody_gathers, states["healthy"]).result(60)
            yield each

    monkeypatch.setattr(building, "seen_phases", meanwhile)
    snapshot = build(ReportRequest(project.customer, project=project), author="tess")
    done = sum(part.progress.bytes.done for part in snapshot.phases)
    assert snapshot.totals.progress.bytes.done == done
    assert states["healthy"].measurements.count() == 8
    recorded = states["healthy"].measurements.latest("created_at").created_at
    assert snapshot.cut_off < recorded


def somebody_gathers(phase):
    try:
        add_measurement(phase=phase, timestamp=timezone.localdate(), **figures())
    finally:
        connection.close()
