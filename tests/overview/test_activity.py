"""The page of activity: who did what, to what, when and why."""

import csv
from datetime import UTC, datetime

import pghistory
import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.models import Customer
from customers.services import create_customer, update_customer
from jobs.services import create_job
from phases.models import MigrationData
from phases.services.measurements import correct_measurement, delete_measurement
from phases.services.phases import create_phase, update_phase
from reports.services import make_now, new_report, note_download
from reports.snapshot import ReportRequest
from restore.models import Backup
from tests.fixtures.people import PASSWORD, make_user
from tests.jobs import kinds  # noqa: F401 - registers what they do
from tests.overview.events import copies
from tests.tracker.reading import HTMX, body, read
from tracker.history import events
from tracker.paging import Cursor

pytestmark = pytest.mark.slow

URL = "/activity/"
MARCH = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def web(client_of, manager):
    return client_of(manager)


def said(web, **asked) -> list[str]:
    """A line each: who, what, to what."""
    lines = web.get(URL, asked).context["lines"]
    return [
        f"{line.actor} {line.what} {line.subject} ({line.aside})".removesuffix(
            " ()"
        ).strip()
        for line in lines
    ]


def test_who_did_what_to_what_of_whom(web, manager, phase):
    with pghistory.context(user=str(manager.pk), door="web"):
        update_phase(phase=phase, name="Second")
    line = web.get(URL, {"kind": "phase"}).context["lines"][0]
    assert (line.actor, line.what) == ("manager", "changed the phase")
    assert (line.subject, line.url) == ("Second", phase.get_absolute_url())
    assert line.place == "Northwind Studios · News archive"
    [change] = line.changes
    assert (change.field, change.before, change.after) == ("name", "Pilot", "Second")


def test_what_changed_can_be_opened(web, phase):
    update_phase(phase=phase, source="LTO8")
    html = read(web.get(URL, {"kind": "phase", "verb": "update"}))
    assert "details" in {tag for tag, _ in html.tags}
    assert html.texts[".changes"].split() == ["Source", "LTO7LTO8"]


def test_why(web, measurement):
    correct_measurement(measurement=measurement, reason="Typo", target_objects=610)
    assert "Typo" in read(web.get(URL)).texts[".reason"]


def test_a_measurement_is_told_by_its_day_and_leads_to_its_phase(web, measurement):
    line = web.get(URL, {"kind": "migrationdata"}).context["lines"][0]
    assert (line.what, line.aside) == ("added a measurement to", "19 Jan 2026")
    assert line.url == measurement.phase.get_absolute_url()


def test_ids_in_changes_have_names(web, customer_with_backup, operator):
    job = create_job(
        kind="test_count", input={}, trigger="web", customer=customer_with_backup
    )
    type(job).objects.filter(pk=job.pk).update(requested_by=operator)
    [line] = web.get(URL, {"kind": "job", "verb": "update"}).context["lines"]
    assert [(c.before, c.after) for c in line.changes] == [(None, "operator")]


@pytest.fixture
def customer_with_backup(northwind):
    Backup.objects.create(customer=northwind, name="nw.dump", size=1)
    return northwind


def test_what_has_no_page_leads_to_whose_it_is(web, customer_with_backup):
    line = web.get(URL, {"kind": "backup"}).context["lines"][0]
    assert (line.what, line.aside) == ("added a backup to", "nw.dump")
    assert line.url == customer_with_backup.get_absolute_url()


def test_what_is_gone_is_named_without_a_link(web, project):
    create_phase(project=project, name="Short").delete()
    line = web.get(URL, {"verb": "delete"}).context["lines"][0]
    assert (line.verb, line.subject, line.url) == ("deleted", "Short", "")


def test_a_download_is_in_it(web, phase, viewer):
    asked = ReportRequest(phase.project.customer, phase=phase)
    report = make_now(report=new_report(asked, "csv", "a test", None))
    note_download(report=report, user=viewer)
    [line] = said(web, verb="download")
    assert line.startswith("viewer downloaded the report Northwind Studios")


def test_a_login_is_in_it(client, client_of, administrator, viewer):
    url = reverse("account_login")
    client.post(url, {"login": "viewer", "password": "not it"})
    web = client_of(administrator)
    assert said(web, verb="login") == []
    client.post(url, {"login": "viewer", "password": PASSWORD})
    assert said(web, verb="login") == ["viewer logged in"]
    assert said(client, verb="login") == []  # whoever sees some customers only


def test_one_line_of_each_kind_can_be_said(client_of, administrator, phase):
    """Also of kinds that another app brings."""
    page = client_of(administrator).get(URL)
    offered = dict(page.context["filters"]["form"].fields["kind"].choices)
    tracked = {m for m in apps.get_models() if hasattr(m, "pgh_event_model")}
    assert offered.keys() - {""} == {model._meta.model_name for model in tracked}


class TestWhoSeesIt:
    def test_nothing_of_somebody_elses(self, client_of, outsider, measurement, harbour):
        lines = said(client_of(outsider))
        assert "Migration Tracker created the customer Harbour Television" in lines
        page = client_of(outsider).get(URL)
        assert {line.place for line in page.context["lines"]} <= {""}
        assert "Northwind" not in body(page)

    def test_what_was_deleted_by_what_it_belonged_to(
        self, client_of, viewer, outsider, measurement
    ):
        delete_measurement(measurement=measurement)
        assert len(said(client_of(viewer), verb="delete")) == 1
        assert said(client_of(outsider), verb="delete") == []

    def test_the_customer_filter_offers_no_way_around(
        self, client_of, outsider, northwind, harbour
    ):
        page = client_of(outsider).get(URL, {"customer": northwind.pk})
        assert "One filter was ignored" in body(page)
        assert "Northwind" not in body(page)

    def test_a_job_of_no_customer_is_whoevers_it_is(self, client_of, viewer, operator):
        create_job(kind="test_count", input={}, trigger="web", requested_by=operator)
        assert len(said(client_of(operator), kind="job")) == 1
        assert said(client_of(viewer), kind="job") == []

    @pytest.mark.parametrize(
        ("person", "sees"), [("viewer", False), ("administrator", True)]
    )
    def test_people_and_their_rights(self, request, client_of, person, sees, viewer):
        web = client_of(request.getfixturevalue(person))
        assert any("created the user viewer" in line for line in said(web)) == sees
        told = "gave access to Northwind Studios (viewer)"
        assert any(told in line for line in said(web)) == sees

    def test_who_may_see_nothing_is_told_so(self, client_of, northwind):
        nobody = make_user("nobody")
        nobody.user_permissions.add(Permission.objects.get(codename="view_phase"))
        html = read(client_of(nobody).get(URL))
        assert "No matching activity" in html.texts[".empty"]

    def test_no_link_to_a_page_that_one_may_not_open(
        self, client_of, viewer, operator, project
    ):
        project.imports.create(file_name="figures.csv", header=[], rows=[], row_count=0)
        [theirs] = (
            client_of(viewer).get(URL, {"kind": "measurementimport"}).context["lines"]
        )
        [ours] = (
            client_of(operator).get(URL, {"kind": "measurementimport"}).context["lines"]
        )
        assert theirs.url == ""
        assert ours.url


class TestFilters:
    def test_by_person(self, web, client_of, operator, phase):
        create_phase(project=phase.project, name="Of nobody")
        url = reverse("notes:add_to_phase", args=[phase.pk])
        client_of(operator).post(url, {"text": "Seen"})
        assert said(web, q="opera") == ["operator added a note to Pilot (“Seen”)"]

    def test_by_command(self, web, northwind):
        with pghistory.context(command="rename_customer X", door="command"):
            update_customer(customer=northwind, name="X")
        assert said(web, q="rename_") == ["rename_customer X changed the customer X"]

    def test_by_job(self, web, northwind):
        job = create_job(kind="test_count", input={}, trigger="web", customer=northwind)
        with pghistory.context(job=str(job.pk), door="worker"):
            update_customer(customer=northwind, name="X")
        [line] = web.get(URL, {"q": str(job.pk)}).context["lines"]
        assert line.subject == "X"
        assert line.job_url == job.get_absolute_url()

    def test_by_nobody(self, web, northwind):
        assert said(web, q="migration tracker", kind="customer")

    def test_by_kind_and_verb(self, web, measurement):
        delete_measurement(measurement=measurement)
        lines = said(web, verb="insert")
        assert {line.split()[2] for line in lines} == {"created", "added", "gave"}
        what = "Migration Tracker deleted a measurement of Pilot (19 Jan 2026)"
        assert said(web, kind="migrationdata", verb="delete") == [what]

    def test_by_customer(self, client_of, administrator, measurement, harbour):
        web = client_of(administrator)
        assert said(web, customer=harbour.pk) == [
            "Migration Tracker created the customer Harbour Television"
        ]
        assert len(said(web, customer=measurement.phase.project.customer_id)) >= 4

    def test_by_day_in_the_readers_zone(self, web, northwind):
        event = events(Customer).get(pgh_obj_id=northwind.pk)
        late = MARCH.replace(hour=23)
        copies(event, first=late, every="1 day", count=1)
        web.cookies["tz"] = "Europe/Berlin"  # where it is the day after
        assert said(web, since="2025-03-01", until="2025-03-01") == []
        assert len(said(web, since="2025-03-02", until="2025-03-02")) == 1

    @pytest.mark.parametrize(
        "asked",
        [
            {"kind": "nonsense"},
            {"verb": "nonsense"},
            {"customer": "nonsense"},
            {"since": "yesterday"},
        ],
    )
    def test_nonsense_is_left_out_and_said(self, web, northwind, asked):
        page = web.get(URL, asked)
        assert "One filter was ignored" in body(page)
        assert page.context["lines"]

    @pytest.mark.parametrize(
        "asked",
        [
            {"until": "9999-12-31"},
            {"since": "0001-01-01"},
            {"q": "'\"%_\\"},
            {"q": "x\0"},
            {"page": "nonsense"},
            {"page": "WzEsMiwzXQ"},
            {"page": Cursor([MARCH.isoformat(), 1e400], "1", False).encode()},
            {"page": Cursor([MARCH.isoformat(), 0], "9" * 30, True).encode()},
            {"page": Cursor(["2025-03-01", 0], "1", False).encode()},
            {"page": Cursor(["0001-01-01T00:00:00+14:00", 0], "1", False).encode()},
        ],
    )
    def test_what_is_odd_is_no_error(self, web, northwind, asked):
        assert web.get(URL, asked).status_code == 200

    def test_htmx_gets_the_results_only(self, web, northwind):
        assert "<html" not in body(web.get(URL, headers=HTMX))


def walk(web, **asked) -> list[str]:
    """The ids on all pages, in their order, and back again."""
    there, back, page = [], [], web.get(URL, asked).context["page"]
    there.append(page.keys)
    while page.next:
        page = web.get(URL, {**asked, "page": page.next}).context["page"]
        there.append(page.keys)
    back.append(page.keys)
    while page.previous:
        page = web.get(URL, {**asked, "page": page.previous}).context["page"]
        back.append(page.keys)
    forth = [key for keys in there for key in keys]
    assert [key for keys in reversed(back) for key in keys] == forth
    assert sorted(forth, reverse=True) == forth
    return forth


class TestPages:
    @pytest.fixture
    def many(self, measurement):
        """One after the other, at the same moment, and of two kinds."""
        row = events(MigrationData).get()
        customer = events(Customer).get()
        copies(row, first=MARCH, every="1 minute", count=60)
        copies(row, first=MARCH, every="0", count=60)
        copies(customer, first=MARCH, every="0", count=60)
        return measurement

    def test_each_is_shown_once(self, web, many):
        assert len(walk(web, until="2025-03-01")) == 180

    @pytest.mark.parametrize(
        "asked", [{"kind": "migrationdata"}, {"q": "Migration Tracker"}]
    )
    def test_also_where_looking_ends_early(self, web, many, monkeypatch, asked):
        known = walk(web, until="2025-03-01", **asked)
        monkeypatch.setattr("overview.activity.trail.LOOKED_THROUGH", 29)
        assert walk(web, until="2025-03-01", **asked) == known

    def test_what_is_rare_is_found_in_the_end(self, web, many, monkeypatch):
        delete_measurement(measurement=many)
        gone = events(MigrationData).get(pgh_label="delete")
        copies(gone, first=MARCH.replace(year=2024), every="1 day", count=2)
        monkeypatch.setattr("overview.activity.trail.LOOKED_THROUGH", 50)
        asked = {"verb": "delete", "until": "2025-03-01"}
        first = web.get(URL, asked)
        assert first.context["page"].keys == []
        assert "Search further back" in body(first)
        assert len(walk(web, **asked)) == 2

    def test_no_page_asks_more_for_more(self, web, many):
        def questions() -> int:
            with CaptureQueriesContext(connection) as asked:
                web.get(URL)
            return len(asked)

        before = questions()
        copies(events(Customer).last(), first=MARCH, every="1 second", count=500)
        assert questions() == before

    def test_each_history_can_be_read_in_time(self):
        tracked = [m for m in apps.get_models() if hasattr(m, "pgh_event_model")]
        for model in tracked:
            indexes = [index.fields for index in model.pgh_event_model._meta.indexes]
            assert ["pgh_created_at", "pgh_id"] in indexes, model


class TestCsv:
    def table(self, web, **asked) -> list[dict[str, str]]:
        text = body(web.get(URL, {**asked, "format": "csv"}))
        return list(csv.DictReader(text.splitlines()))

    def test_it_has_what_is_shown(self, web, phase):
        update_phase(phase=phase, source="LTO8")
        [row] = self.table(web, kind="phase", verb="update")
        assert (row["did"], row["kind"], row["name"]) == ("changed", "phase", "Pilot")
        assert row["changes"] == "source: LTO7 → LTO8"

    def test_it_has_all_pages_up_to_an_end(self, web, northwind, monkeypatch):
        event = events(Customer).get()
        copies(event, first=MARCH, every="1 minute", count=1200)
        assert len(self.table(web, kind="customer")) == 1201
        monkeypatch.setattr("overview.activity.views.CSV_LINES", 700)
        assert len(self.table(web, kind="customer")) == 700

    def test_a_formula_is_disarmed(self, web, northwind, manager):
        create_customer(name="=1+1")
        manager.sees_all_customers = True
        manager.save()
        names = [row["name"] for row in self.table(web, kind="customer")]
        assert "'=1+1" in names


def test_other_pages_lead_to_it(web, northwind):
    job = create_job(kind="test_count", input={}, trigger="web", customer=northwind)
    pages = {
        "/": URL,
        northwind.get_absolute_url(): f"{URL}?customer={northwind.pk}",
        job.get_absolute_url(): f"{URL}?q={job.pk}",
    }
    for page, address in pages.items():
        assert address in read(web.get(page)).attributes("a", "href"), page
