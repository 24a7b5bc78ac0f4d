"""Home: what needs attention, all active phases as one, what happened lately."""

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.models import Job
from phases.services.measurements import add_measurement
from phases.services.phases import create_phase, set_phase_status
from projects.services import create_project
from tests.phases.states import one_of_each, phase_in
from tests.tracker.builders import DAY, figures
from tests.tracker.reading import names, read

pytestmark = pytest.mark.slow


@pytest.fixture
def web(client_of, viewer):
    return client_of(viewer)


def test_the_totals_are_of_active_phases_only(web, project):
    phase_in("healthy", project)
    set_phase_status(phase=phase_in("finished", project), status="completed")
    assert web.get("/").context["rollup"].bytes.done == 63 * 10**12


def test_what_needs_attention_is_named_with_reason_and_action(
    client_of, operator, project
):
    phase_in("stalled", project)
    stale = phase_in("stale", project)
    html = read(client_of(operator).get("/"))
    assert "has made no progress since" in html.texts[".attention"]
    gather = f"{reverse('gather:gather')}?phase={stale.pk}"
    assert gather in html.attributes("a", "href")


def test_nothing_of_somebody_elses(web, project, harbour):
    theirs = create_project(customer=harbour, name="Weather", type="IOM_BUCKET")
    phase_in("stalled", theirs)
    context = web.get("/").context
    assert context["attention"].lines == []
    assert context["rollup"].measured == 0
    assert "Weather" not in {line.subject for line in context["activity"]}


def test_the_list_has_all_that_need_attention(web, project):
    one_of_each(project)
    response = web.get("/phases/", {"attention": "true"})
    assert "Healthy" not in names(response)
    assert "Stalled" in names(response)


def test_a_failed_restore_until_one_succeeds(web, northwind):
    def restore(state: str, **more) -> Job:
        return Job.objects.create(
            kind="restore",
            queue="restore",
            trigger="web",
            customer=northwind,
            exclusive_key="restore-northwind-rio",
            state=state,
            finished_at=timezone.now(),
            **more,
        )

    restore("failed", error="The file is cut off.")
    assert "The file is cut off." in read(web.get("/")).texts[".attention"]
    restore("done")
    assert web.get("/").context["attention"].lines == []


class TestActivity:
    def lines(self, web) -> list[tuple[str, str, str]]:
        found = web.get("/").context["activity"]
        return [(line.actor, line.what, line.subject) for line in found]

    def test_who_did_what(self, web, client_of, operator, phase):
        client_of(operator).post(
            f"/phases/{phase.pk}/measurements/new/",
            {"timestamp": "2026-01-05", "type": "DATA", **figures()},
        )
        what = "added a measurement to"
        assert self.lines(web)[0] == ("operator", what, "Pilot")

    def test_many_of_a_kind_are_one_line(self, web, phase):
        for day in range(1, 6):
            date = DAY.replace(day=day)
            add_measurement(phase=phase, timestamp=date, **figures())
        what = "added 5 measurements to"
        assert self.lines(web)[0] == ("Migration Tracker", what, "Pilot")

    def test_what_is_gone_is_named_without_a_link(self, web, project):
        create_phase(project=project, name="Short").delete()
        line = web.get("/").context["activity"][0]
        assert (line.verb, line.subject, line.url) == ("deleted", "Short", "")
