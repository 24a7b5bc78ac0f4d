"""What pages say of a phase's forecast, its windows, pauses and its own end."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from phases.models import ProjectForecast
from phases.services.expectations import add_pause, expect
from phases.services.phases import create_phase, set_phase_status, update_phase
from projects.services import update_project
from tests.phases.conftest import TODAY
from tests.phases.states import measure, one_of_each, phase_in
from tests.tracker.reading import body, error_at, read

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("noon")]


@pytest.fixture
def web(client_of, operator):
    return client_of(operator)


def page(web, row, **query):
    return web.get(row.get_absolute_url(), query)


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("healthy", "Likely to finish on "),
        ("stalled", "Stalled since "),
        ("overdue", "Overdue since "),
        ("finished", "Complete since "),
        ("empty", "Empty: there is nothing to move."),
        ("fallen", "The target lost data"),
        ("stale", ", 60 days ago."),
    ],
)
def test_the_sentence_of_each_state(web, project, state, text):
    html = read(page(web, phase_in(state, project)))
    assert text in html.texts[".forecast"]


def test_the_formula_leads_to_its_inputs(web, project):
    html = read(page(web, phase_in("healthy", project)))
    shown = html.texts[".explain-body"] + html.texts[".formula"]
    assert "37,370 remaining" in shown
    assert "together: " in shown


def test_charts_have_title_and_table(web, project):
    found = body(page(web, phase_in("healthy", project)))
    assert found.count("<figure") == 2
    assert "Bytes on the target" in found


@pytest.mark.parametrize(
    ("state", "status", "offered"),
    [
        ("finished", "active", True),
        ("empty", "active", True),
        ("finished", "completed", False),
        ("healthy", "active", False),
    ],
)
def test_what_has_nothing_left_can_be_completed(web, project, state, status, offered):
    html = body(page(web, phase_in(state, project, status=status)))
    assert ("?status=completed" in html) is offered


def test_nothing_is_drawn_where_nothing_moves_or_one_gather_is_all(web, project, phase):
    empty = phase_in("empty", project)
    measure(phase, (10,))
    for each in (empty, phase):
        assert 'class="figure"' not in body(page(web, each))


def test_sums_and_the_end_of_a_project_are_explained(web, project):
    phase_in("healthy", project)
    html = body(page(web, project))
    assert "How the phases are added up" in html
    assert "in each of 2,000 draws" in html


def test_before_the_first_measurement_there_is_nothing_to_draw(web, phase):
    assert "<figure" not in body(page(web, phase))


class TestWindows:
    @pytest.fixture
    def measured(self, project):
        phase = create_phase(project=project, name="Window")
        measure(phase, (0, 10, 30, 60))
        return phase

    def change(self, web, phase, **query):
        return page(web, phase, **query).context["overview"].change

    def test_since_the_last_gather(self, web, measured):
        found = self.change(web, measured)
        assert (found.objects, found.days) == (30_300, 7)

    def test_the_whole_phase(self, web, measured):
        assert self.change(web, measured, window="whole").objects == 60_600

    def test_between_two_days(self, web, measured):
        last = TODAY - timedelta(days=3)
        found = self.change(
            web,
            measured,
            window="range",
            begin=last - timedelta(days=15),
            end=last - timedelta(days=1),
        )
        assert found.objects == 30_300
        assert found.first.timestamp == last - timedelta(weeks=3)

    def test_days_without_gathers_have_no_change(self, web, measured):
        query = {"window": "range", "begin": "2001-01-01", "end": "2001-02-01"}
        assert self.change(web, measured, **query) is None

    @pytest.mark.parametrize("text", ["nonsense", "2026-13-45", "\0"])
    def test_a_day_that_is_none_is_pointed_out(self, web, measured, text):
        response = page(web, measured, window="range", begin=text)
        assert "Enter a valid date" in body(response) or text == "\0"

    def test_pause_days_do_not_count(self, web, measured):
        last = TODAY - timedelta(days=3)
        add_pause(
            phase=measured,
            first_day=last - timedelta(days=2),
            last_day=last - timedelta(days=1),
            reason="Service",
        )
        assert self.change(web, measured).days == 5


def test_an_end_set_by_hand_stands_first(web, project, operator):
    phase = phase_in("healthy", project)
    url = reverse("phases:expect", args=[phase.pk])
    form = web.get(url).context["form"]
    data = {"version": form["version"].value()}
    refused = web.post(url, {**data, "expected_date": "2027-05-01"})
    error = error_at(refused, "expected_reason")
    assert error == "Say why the end date is set manually."
    data |= {"expected_date": "2027-05-01", "expected_reason": "The vendor promised."}
    web.post(url, data)
    text = body(page(web, phase))
    assert "End date set manually:" in text
    assert "The vendor promised." in text
    assert "Forecast: " in text


def test_a_pause_is_added_changed_and_deleted(web, project):
    phase = phase_in("healthy", project)
    before = phase.summary.forecast.p50
    web.post(
        reverse("phases:pause_add", args=[phase.pk]),
        {"first_day": TODAY, "last_day": TODAY + timedelta(days=9), "reason": "Move"},
    )
    phase = type(phase).objects.get(pk=phase.pk)
    assert phase.summary.forecast.p50 == before + timedelta(days=10)
    pause = phase.pauses.get()
    url = reverse("phases:pause_edit", args=[pause.pk])
    data = {
        "version": web.get(url).context["form"]["version"].value(),
        "first_day": TODAY,
        "last_day": TODAY - timedelta(days=1),
        "reason": "Move",
    }
    assert "before the first" in body(web.post(url, data))
    web.post(url, {**data, "last_day": TODAY + timedelta(days=4)})
    web.post(reverse("phases:pause_delete", args=[pause.pk]))
    assert not phase.pauses.exists()


def test_what_it_takes_to_meet_the_target_date(web, project):
    phase = phase_in("healthy", project)
    update_phase(phase=phase, target_date=TODAY + timedelta(days=7))
    found = page(web, phase)
    assert found.context["needed"].bytes == pytest.approx(3.7e12)
    assert [notice.label for notice in found.context["notices"].beside] == ["Late"]


def test_the_tapes_and_when_they_run_out(web, project):
    phase = create_phase(project=project, name="Tapes")
    measure(phase, (0,), ago=10, target_scratch_tapes=9)
    measure(phase, (50,), ago=3, target_scratch_tapes=4)
    text = " ".join(body(page(web, phase)).split())
    assert "4 scratch tapes left, 5 needed." in text
    assert "The tapes run out on" in text


def test_the_hit_rate_of_finished_phases(web, project):
    healthy = phase_in("healthy", project)
    assert "no finished phase had a forecast" in body(page(web, healthy))
    phase_in("finished", project)
    text = read(page(web, healthy)).texts[".explain-body"]
    assert "Of 2 forecasts of finished phases" in text
    assert "Judging by 1 phase that finished, work takes " in text
    assert "once 10 phases of 3 projects have finished." in text


class TestProject:
    def test_it_sums_up_and_says_what_it_leaves_out(self, web, project):
        phase_in("healthy", project)
        phase_in("stalled", project)
        create_phase(project=project, name="Later", status="planned")
        html = read(page(web, project))
        assert "93.0 TB of 200.0 TB" in html.texts[".figures"]
        text = html.texts[".forecast"]
        assert "2 of 3 phases have no forecast and are not included" in text

    def test_one_that_has_no_forecast_at_all(self, web, project):
        phase = phase_in("healthy", project)
        set_phase_status(phase=phase, status="paused")
        assert "No forecast: no open phase has one." in body(page(web, project))

    def test_it_says_when_it_will_be_late(self, web, project):
        phase = phase_in("healthy", project)
        expect(phase=phase, expected_date=date(2100, 1, 1), expected_reason="Promised")
        project.target_date = date(2099, 1, 1)
        project.save()
        assert "after the target date, 1 January 2099" in body(page(web, project))

    def test_its_timeline_has_every_phase(self, web, project):
        one_of_each(project)
        assert "Healthy: in progress" in body(page(web, project))

    def test_its_timeline_draws_no_end_that_nobody_believes(self, web, project):
        phase_in("stale", project)
        html = body(page(web, project))
        assert "Stale: out of date" in html
        assert "No end date is known." in html

    def test_nor_do_the_charts_of_the_phase(self, web, project):
        assert "likely to finish on" not in body(page(web, phase_in("stale", project)))
        assert "likely to finish on" in body(page(web, phase_in("healthy", project)))

    def test_without_any_day_there_is_no_timeline(self, web, project):
        create_phase(project=project, name="Later")
        assert 'aria-label="Timeline"' not in body(page(web, project))

    def test_the_customer_has_its_projects_ends(self, web, project):
        phase_in("healthy", project)
        html = body(page(web, project.customer))
        assert "63.0 TB" in html


def test_the_sum_of_a_project_names_the_oldest_gather_of_what_is_left(web, project):
    phase_in("healthy", project)
    done = create_phase(project=project, name="Done long ago")
    measure(done, (0, 100), ago=400)
    day = date_format(TODAY - timedelta(days=3))
    html = body(page(web, project))
    assert f"still open were last measured on {day} or later." in html


@pytest.fixture
def running(project):
    """Half done, at a tenth a week."""
    phase = create_phase(project=project, name="Running")
    measure(phase, (10, 20, 30, 40, 50))
    return phase


@pytest.mark.parametrize(
    ("days", "text"),
    [(400, "this phase needs "), (-10, "The target date was ")],
)
def test_a_rate_is_needed_until_the_target_date(web, running, days, text):
    day = TODAY + timedelta(days=days)
    update_phase(phase=running, target_date=day)
    html = read(page(web, running)).texts["#main"]
    assert text in html
    assert (" needs " in html) == (days > 0)


@pytest.mark.parametrize(
    ("slack", "shown", "tone"),
    [(12, "12 days", "text-ok"), (-1, "−1 day", "text-danger")],
)
def test_the_days_of_the_end_and_its_slack_are_figures(
    web, running, slack, shown, tone
):
    """Of a phase and of its project, which has one phase only."""
    for row, update in ((running, update_phase), (running.project, update_project)):
        kind = "phase" if row is running else "project"
        commit = (
            row.summary.p80 if row is running else ProjectForecast.objects.get().p80
        )
        update(**{kind: row, "target_date": commit + timedelta(days=slack)})
        html = read(page(web, row))
        assert date_format(commit, "j M Y") in html.texts[".ends"]
        assert html.texts[f".{tone}"].strip() == shown


def test_without_a_target_date_slack_is_unknown(web, running):
    ends = read(page(web, running)).texts[".ends"]
    assert ends.split()[-2:] == ["Slack", "–"]


def test_of_a_finished_phase_nothing_says_that_none_has_finished(web, project):
    phase = create_phase(project=project, name="Finished at once")
    measure(phase, (100,))
    html = read(page(web, phase))
    assert "no finished phase had a forecast" in html.texts[".forecast"]


@pytest.mark.parametrize(
    ("days", "why"),
    [
        (30, "will probably miss its target date"),
        (-1, "has missed its target date"),
    ],
)
def test_a_late_project_is_not_green(web, running, days, why):
    project = running.project
    update_project(project=project, target_date=TODAY + timedelta(days=days))
    html = read(page(web, project))
    assert "Late" in html.texts[".forecast"]
    assert why in html.texts[".attention"]
    assert why in read(web.get("/")).texts[".attention"]
    assert "Late" in read(page(web, project.customer)).texts["#main"]


def test_a_project_believes_what_its_phases_do(running):
    """Phases that are out of date count as without a forecast, at once or later."""
    today = TODAY + timedelta(days=40)
    ends = ProjectForecast.objects.get()
    assert ends.state_on(TODAY) == "expected"
    assert ends.state_on(today) == "stale"
    assert "Out of date: based on" in ends.sentence_on(today, None)
    phase_in("stale", running.project)
    assert ProjectForecast.objects.get().without == 1
    assert ProjectForecast.objects.get().state_on(TODAY) == "expected"
