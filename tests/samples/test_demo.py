"""What the demo invents, and that it ends up in the tracker as it was meant."""

import io
import json
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.utils import timezone

from customers.models import Customer
from gather.models import Inventory
from jobs.models import JobState
from phases.forecast import Calendar, Point, forecast, read_on
from phases.forecast import Pause as Days
from phases.models import Phase, PhaseForecast, PhaseSummary, ProjectTemplate
from phases.overview import hit_rate
from restore.models import Restore
from samples.demo import restoring
from samples.demo.customers import CUSTOMERS, QUILLFEATHER, course
from samples.demo.storing import backups_of, measured
from samples.demo.story import Story, Tapes, gathers
from tests.restore.test_engine.harness import drop_all
from tracker.models import User
from tracker.progress import progress

TODAY = date(2026, 3, 14)
PHASES = [
    pytest.param(customer, project, phase, id=phase.name)
    for customer in CUSTOMERS
    for project in customer.projects
    for phase in project.phases
    if phase.story
]


@pytest.mark.parametrize(("customer", "project", "phase"), PHASES)
def test_each_phase_shows_what_it_is_there_to_show(customer, project, phase):
    seed = f"{project.name}/{phase.name}"
    days = backups_of(customer)
    rows = [gather for gather, _ in measured(phase, days, seed, TODAY)]
    pauses = [
        Days(TODAY - timedelta(days=each.first), TODAY - timedelta(days=each.last))
        for each in phase.pauses
    ]
    found = forecast(
        [point(row, rows[0], "objects") for row in rows],
        [point(row, rows[0], "size") for row in rows],
        calendar=Calendar.without(pauses),
    )
    reading = read_on(
        TODAY,
        state=found.state,
        since=found.since,
        last=found.last,
        likely=found.range[1],
        stale_days=30,
    )
    assert reading.state == phase.state


def point(row, baseline, unit: str) -> Point:
    done = progress(
        source=getattr(row, f"source_{unit}"),
        target=getattr(row, f"target_{unit}"),
        remaining=getattr(row, f"remaining_{unit}"),
        baseline_source=getattr(baseline, f"source_{unit}"),
    )
    return Point(row.day, done.done, done.remaining)


def shares(story: Story, days=range(0, 200, 7)) -> list[float]:
    rows = gathers(story, list(days), seed="x", today=TODAY)
    return [row.target_size / row.source_size for row in rows]


def test_it_goes_on_unsteadily_and_ends_where_it_should():
    found = shares(Story(10, 100, course((190, 0), (4, 0.75))))
    steps = [b - a for a, b in pairwise(found)]
    assert all(step > 0 for step in steps)
    assert max(steps) > 1.3 * min(steps)
    assert found[-1] == pytest.approx(0.75)


def test_nothing_moves_where_it_stalls():
    found = shares(Story(10, 100, course((190, 0), (60, 0.5), (4, 0.5))))
    assert found[-1] == found[-5] == pytest.approx(0.5)


def test_what_is_finished_is_finished_to_the_byte():
    rows = gathers(
        Story(268, 154_870, course((100, 0), (50, 0.3), (4, 1))),
        list(range(0, 100, 7)),
        seed="x",
        today=TODAY,
    )
    assert (rows[-1].remaining_size, rows[-1].remaining_objects) == (0, 0)
    assert rows[-2].remaining_size > 0


def test_tapes_are_taken_and_delivered():
    story = Story(100, 10, course((100, 0), (0, 1)), tapes=Tapes(10, 10, 5, 50))
    rows = gathers(story, list(range(0, 100, 5)), seed="x", today=TODAY)
    left = [row.target_scratch_tapes for row in rows]
    assert left[0] == 10
    assert left[-1] == 5
    assert any(later > earlier for earlier, later in pairwise(left))


def load() -> dict:
    text = io.StringIO()
    call_command("load_demo", "--format=json", stdout=text)
    return json.loads(text.getvalue())


@pytest.fixture
def demo(transactional_db, settings, tmp_path, monkeypatch):
    """One sample of each kind is enough here."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(restoring, "SAMPLES", restoring.SAMPLES[:2])
    yield load()
    for suffix in Customer.objects.values_list("database_suffix", flat=True):
        drop_all(suffix)


@pytest.mark.slow
def test_all_of_it(demo, settings, client):
    assert demo["customers"] == 6
    states = {
        phase.summary.forecast.state_now.value
        for phase in Phase.objects.exclude(summary=None).select_related("summary")
    }
    assert states >= {each.values[2].state.value for each in PHASES}
    assert hit_rate(PhaseSummary.objects.all()).judged > 100
    news = Phase.objects.get(name="news_2019")
    moved = PhaseForecast.objects.filter(phase=news, p50__isnull=False)
    assert moved.values("as_of").distinct().count() > 20
    assert ProjectTemplate.objects.filter(name="Copies on LTO9").exists()
    assert Phase.objects.get(name="Sports rights").expected_reason
    the_samples_are_measured()
    the_users_may_log_in(demo, settings, client)
    again = load()
    assert again["users"] == {}
    assert {**again, "users": 0, "seconds": 0} == {**demo, "users": 0, "seconds": 0}


def the_samples_are_measured():
    kinds = Inventory.objects.usable().values_list("kind", flat=True)
    assert sorted(kinds) == ["blackpearl", "rio"]
    phases = Phase.objects.filter(project__customer__name=QUILLFEATHER)
    for phase in phases:
        measurement = phase.measurements.get()
        assert measurement.recorded_via == "gather"
        assert 0 < measurement.remaining_objects < measurement.source_objects
        assert measurement.timestamp < timezone.localdate()
    failed = Restore.objects.filter(job__state=JobState.FAILED)
    assert failed.get().customer.name == "Larkspur Pictures"


def the_users_may_log_in(demo, settings, client):
    kept = (settings.VAR_DIR / "demo-passwords").read_text()
    assert set(demo["users"]) == {"demo-viewer", "demo-operator", "demo-manager"}
    for name, password in demo["users"].items():
        assert f"{name} {password}\n" in kept
        assert client.login(username=name, password=password)
        assert client.get("/").status_code == 200
    viewer = User.objects.get(username="demo-viewer")
    assert Customer.objects.for_user(viewer).count() == 2
