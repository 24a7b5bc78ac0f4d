"""Setting reasons aside, showing them again, and the pages of all that are open."""

import csv
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from phases.models import SetAside
from phases.services.attention import set_aside
from phases.services.measurements import delete_measurement
from phases.services.phases import create_phase, update_phase
from projects.services import create_project, update_project
from tests.phases.states import gather, one_of_each, phase_in
from tests.restore.test_pages.builders import plan, some_restore
from tests.tracker.reading import HTMX, body, error_at, names, read, toast

pytestmark = pytest.mark.slow

ALL = reverse("attention")
LISTS = [reverse(f"{name}:list") for name in ("customers", "projects")]


@pytest.fixture
def web(client_of, operator):
    return client_of(operator)


def page_of(phase) -> str:
    return reverse("phases:set_aside", args=[phase.pk])


def dismiss(row, *reasons: str, **more) -> SetAside:
    values = {"until": None, "why": "They know.", "by": None, **more}
    return set_aside(row=row, reasons=reasons, **values)[0]


def lines(response) -> list[str]:
    return [str(line.row) for line in response.context["attention"].lines]


def test_snoozed_by_the_form(web, project):
    phase = phase_in("stalled", project)
    sent = {"reasons": ["stalled"], "span": "7", "why": "Tapes come on Monday."}
    answer = web.post(f"{page_of(phase)}?next=/", sent)
    assert answer.url == "/"
    assert "Set aside: Stalled." in toast(web.get("/"))
    assert lines(web.get("/")) == []
    row = SetAside.objects.get()
    assert (row.until - timezone.localdate(), row.set_by.username) == (
        timedelta(days=7),
        "operator",
    )
    shown = read(web.get(phase.get_absolute_url())).texts[".aside"]
    assert "by operator: Tapes come on Monday." in shown
    assert "Stalled" in read(web.get(ALL, {"aside": "true"})).texts[".attention"]
    again = web.post(reverse("phases:show_again", args=[row.pk]), {"next": ALL})
    assert again.url == ALL
    assert lines(web.get("/")) == ["Stalled"]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"why": ""}, "why"),
        ({"why": "a\0b"}, "why"),
        ({"why": "x" * 501}, "why"),
        ({"span": "day"}, "day"),
        ({"span": "day", "day": "2020-01-01"}, "day"),
        ({"span": "never"}, "span"),
        ({"reasons": ["overdue"]}, "reasons"),
        ({"reasons": []}, "reasons"),
    ],
)
def test_what_the_form_refuses(web, project, sent, field):
    phase = phase_in("stalled", project)
    good = {"reasons": ["stalled"], "span": "dismissed", "why": "Known."}
    assert error_at(web.post(page_of(phase), {**good, **sent}), field)
    assert not SetAside.objects.exists()


def test_a_reason_that_went_away_meanwhile(web, project):
    phase = phase_in("stalled", project)
    for row in phase.measurements.all():
        delete_measurement(measurement=row)
    sent = {"reasons": ["stalled"], "span": "7", "why": "Known."}
    answer = web.post(page_of(phase), sent, follow=True)
    assert "no longer needs attention" in toast(answer)


def test_viewers_set_nothing_aside(client_of, viewer, project):
    phase = phase_in("stalled", project)
    links = read(client_of(viewer).get("/")).attributes("a", "href")
    assert not [link for link in links if "set-aside" in link]
    aside = dismiss(phase, "stalled")
    url = reverse("phases:show_again", args=[aside.pk])
    assert client_of(viewer).post(url).status_code == 403


def test_counts_leave_out_what_is_set_aside_and_filters_keep_it(web, project):
    phase = phase_in("stalled", project)
    phase_in("overdue", project)
    dismiss(phase, "stalled")
    for address in LISTS:
        [row] = csv.DictReader(body(web.get(address, {"format": "csv"})).splitlines())
        assert (row["Attention"], row["Reasons"]) == ("1", "Overdue 1")
    listed = reverse("phases:list")
    assert names(web.get(listed, {"attention": "true"})) == ["Overdue"]
    assert names(web.get(listed, {"attention": "stalled"})) == ["Stalled"]


def test_the_list_of_phases_carries_reasons(web, project):
    phase = phase_in("over", project)
    update_phase(phase=phase, name="Over")
    table = body(web.get(reverse("phases:list")))
    assert "Over has more data on the target than the source held." in table
    lines = body(web.get(reverse("phases:list"), {"format": "csv"})).splitlines()
    [row] = csv.DictReader(lines)
    assert row["Attention"].startswith("Over 100%: Over has more data")


def test_all_that_needs_attention(web, project, harbour):
    one_of_each(project)
    theirs = create_project(customer=harbour, name="Weather", type="IOM_BUCKET")
    phase_in("stalled", theirs)
    found = web.get(ALL)
    assert len(found.context["page"].rows) == 7
    assert found.context["page"].rows[-1].line.first.tone == "info"
    stalled = web.get(ALL, {"reason": "stalled", "customer": project.customer.pk})
    assert [row.phase.name for row in stalled.context["page"].rows] == ["Stalled"]
    lines = body(web.get(ALL, {"format": "csv", "reason": "stale"})).splitlines()
    [row] = csv.DictReader(lines)
    assert row["Attention"].startswith("Out of date: Stale has not been measured for")
    assert (
        web.get(ALL, {"page": "x", "reason": "x", "customer": "x"}).status_code == 200
    )


def test_late_projects_and_failed_restores(web, project, northwind):
    phase_in("healthy", project)
    update_project(project=project, target_date=timezone.localdate() - timedelta(1))
    restore = some_restore(northwind, state="failed")
    assert len(lines(web.get("/"))) == 2
    assert project.name in read(web.get(reverse("attention_projects"))).texts[".why"]
    restores = reverse("attention_restores")
    assert "failed:" in read(web.get(restores)).texts[".why"]
    dismiss(restore.job, "restore_failed")
    dismiss(project, "missed")
    assert lines(web.get("/")) == []
    for address in (restores, reverse("attention_projects")):
        assert ".why" not in read(web.get(address)).texts
        assert "They know." in read(web.get(address, {"aside": "true"})).texts[".aside"]
    for address in (project.get_absolute_url(), restore.get_absolute_url()):
        assert "They know." in read(web.get(address)).texts[".aside"]


def test_home_begins_with_questions(web, northwind, harbour):
    asked = "This backup is older than the database in use."
    restore = some_restore(
        northwind, state="waiting", name="nw.dump", plan=plan(questions=[asked])
    )
    some_restore(harbour, state="waiting", name="theirs.dump")
    html = read(web.get("/"))
    assert asked in html.texts[".why"]
    assert "nw.dump" in html.texts[".why"]
    assert "theirs.dump" not in html.texts["#main"]
    assert restore.get_absolute_url() in html.attributes("a", "href")


def test_the_form_in_the_panel(web, project):
    phase = phase_in("over", project)
    html = read(web.get(page_of(phase), headers=HTMX))
    values = [a.get("value") for t, a in html.tags if a.get("name") == "reasons"]
    assert values == ["over", "complete"]


def test_home_shows_the_latest_measured_by_their_day(web, project):
    today = timezone.localdate()
    later, earlier = (create_phase(project=project, name=name) for name in "AB")
    create_phase(project=project, name="Unmeasured")
    gather(later, today - timedelta(days=1), 5, 10)
    gather(earlier, today - timedelta(days=3), 5, 10)  # written last
    shown = [phase.name for phase in web.get("/").context["phases"]]
    assert shown == ["A", "B", "Unmeasured"]


def test_doubling_the_rows_adds_no_query(web, project, northwind, queries):
    def asked(address: str) -> int:
        with queries:
            web.get(address)
        return len(queries)

    def grow(*names: str) -> None:
        for name in names:
            over = update_phase(phase=phase_in("over", project), name=f"Over {name}")
            dismiss(over, "over")
            some_restore(northwind, state="waiting", name=f"{name}.dump")

    pages = ["/", ALL, f"{ALL}?aside=true", *LISTS, reverse("phases:list")]
    grow("a", "b")
    before = [asked(page) for page in pages]
    grow("c", "d", "e")
    assert [asked(page) for page in pages] == before
