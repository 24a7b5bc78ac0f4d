"""Asking for reports, and fetching them again later."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.models import JobState
from phases.services.phases import delete_phase
from projects.services import create_project
from reports import services
from reports.models import Report
from reports.services import make_now, new_report
from reports.snapshot import ReportRequest
from tests.tracker.reading import HTMX, body, error_at, names, toast
from tracker.history import history_of

NEW = reverse("reports:create")
EVERYTHING = {"window": "whole", "charts": "on", "forecast": "on", "raw": "on"}


@pytest.fixture
def report_of():
    def make(row, file_format="csv", **more) -> Report:
        kind = type(row).__name__.lower()
        customer = {"phase": lambda: row.project.customer, "customer": lambda: row}
        asked = ReportRequest(
            customer[kind](), **({} if kind == "customer" else {kind: row})
        )
        return make_now(report=new_report(asked, file_format, "tess", None), **more)

    return make


def post(client, row, **data):
    kind = type(row).__name__.lower()
    return client.post(f"{NEW}?{kind}={row.pk}", {**EVERYTHING, **data}, follow=True)


def test_operator_makes_one_and_fetches_it(client_of, operator, measurement, phase):
    client = client_of(operator)
    page = post(client, phase, format="json")
    report = Report.objects.get()
    assert page.redirect_chain[-1][0] == report.get_absolute_url()
    assert "is ready" in toast(page)
    assert report.sha256 in body(page)
    file = client.get(reverse("reports:download", args=[report.pk]))
    assert sha256(file.content).hexdigest() == report.sha256
    assert len(file.content) == report.size
    assert json.loads(file.content)["phase"]["name"] == phase.name
    assert file["Content-Disposition"].startswith("attachment; filename=")
    assert (report.author, report.requested_by) == ("operator", operator)


def test_it_stays_as_it_was_made(client_of, operator, report_of, measurement, phase):
    report = report_of(phase)
    url = reverse("reports:download", args=[report.pk])
    before = client_of(operator).get(url).content
    measurement.delete()
    assert client_of(operator).get(url).content == before
    delete_phase(phase=phase)
    page = client_of(operator).get(report.get_absolute_url())
    assert "(deleted)" in body(page)
    assert client_of(operator).get(url).content == before


def test_each_download_is_in_the_history(client_of, viewer, report_of, phase):
    report = report_of(phase)
    url = reverse("reports:download", args=[report.pk])
    client_of(viewer).head(url)
    client_of(viewer).get(url)
    told = [(entry.actor, entry.verb) for entry in history_of(report)]
    assert told.count(("viewer", "downloaded")) == 1
    assert "viewer" in body(client_of(viewer).get(report.get_absolute_url()))


def test_viewer_is_offered_none(client_of, viewer, phase):
    page = body(client_of(viewer).get(phase.get_absolute_url()))
    assert NEW not in page
    assert reverse("reports:list") in page
    assert post(client_of(viewer), phase, format="csv").status_code == 403


def test_outsider_makes_none_of_it(client_of, outsider, phase):
    assert post(client_of(outsider), phase, format="csv").status_code == 404
    assert not Report.objects.exists()


def test_the_list_has_ones_own(client_of, operator, outsider, report_of, phase):
    report_of(phase)
    url = reverse("reports:list")
    assert len(names(client_of(operator).get(url))) == 1
    assert "No reports yet" in body(client_of(outsider).get(url))


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"q": "pilot"}, 1),
        ({"q": "harbour"}, 0),
        ({"kind": "csv"}, 1),
        ({"kind": "pdf"}, 0),
        ({"state": "ready"}, 1),
        ({"state": "making"}, 0),
        ({"state": "failed"}, 0),
        ({"scope": "customer"}, 0),
        ({"customer": "nonsense"}, 1),
        ({"since": "2999-01-01"}, 0),
        ({"sort": "-size"}, 1),
    ],
)
def test_the_list_is_filtered(client_of, operator, report_of, phase, asked, count):
    report_of(phase)
    page = client_of(operator).get(reverse("reports:list"), asked)
    assert len(names(page)) == count


def test_the_list_is_also_csv(client_of, operator, report_of, phase):
    report = report_of(phase)
    page = client_of(operator).get(reverse("reports:list"), {"format": "csv"})
    assert report.name in body(page)


def test_days_are_asked_for_with_their_days(client_of, operator, phase):
    page = post(client_of(operator), phase, format="csv", window="range")
    assert "Enter the first date" in error_at(page, "begin")
    later, sooner = timezone.localdate(), timezone.localdate() - timedelta(days=3)
    days = {"begin": later.isoformat(), "end": sooner.isoformat()}
    page = post(client_of(operator), phase, format="csv", window="range", **days)
    assert "before the first" in error_at(page, "end")
    assert not Report.objects.exists()


def test_without_a_customer_nothing_is_made(client_of, operator):
    page = client_of(operator).post(NEW, {**EVERYTHING, "format": "csv"})
    assert page.status_code == 422
    assert not Report.objects.exists()


def test_pickers_offer_what_belongs_to_the_choice(client_of, operator, project, phase):
    other = create_project(customer=project.customer, name="Films", type="IOM_BUCKET")
    page = client_of(operator).get(NEW, {"project": project.pk})
    of = page.context["subject"]
    assert list(of.fields["phase"].queryset) == [phase]
    assert other in of.fields["project"].queryset
    part = client_of(operator).get(NEW, {"project": other.pk}, headers=HTMX)
    assert "<html" not in body(part)
    assert phase.name not in body(part)


def test_a_large_one_is_left_to_a_worker(client_of, operator, phase, monkeypatch):
    monkeypatch.setattr(services, "SMALL_PHASES", 0)
    page = post(client_of(operator), phase, format="csv")
    report = Report.objects.get()
    assert "is being created" in toast(page)
    assert report.job.state == JobState.QUEUED
    assert report.job.page == report.get_absolute_url()
    assert f"job-{report.job.pk}" in body(page)
    download = reverse("reports:download", args=[report.pk])
    assert client_of(operator).get(download).status_code == 404
    assert download not in body(page)
    listed = client_of(operator).get(reverse("reports:list"), {"state": "making"})
    assert len(names(listed)) == 1


@pytest.mark.parametrize("row", ["northwind", "project", "phase"])
def test_each_page_leads_to_its_report(request, client_of, operator, phase, row):
    found = request.getfixturevalue(row)
    page = body(client_of(operator).get(found.get_absolute_url()))
    kind = type(found).__name__.lower()
    assert f"{NEW}?{kind}={found.pk}&amp;window=last" in page


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("=cmd|' /C calc'!A0", "Northwind_Studios-News_archive-cmd"),
        ("../../etc/passwd", "Northwind_Studios-News_archive-"),
        ('a"; filename="b.exe', "Northwind_Studios-News_archive-a_filename"),
        ("日本", "Northwind_Studios-News_archive-2"),
        ("x" * 200, "Northwind_Studios-News_archive-xxx"),
    ],
)
def test_file_names_are_safe(report_of, phase, name, start):
    phase.name = name
    report = report_of(phase)
    assert report.file_name.startswith(start)
    assert report.file_name.endswith(".csv")
    assert len(report.file_name) < 110
    assert set(report.file_name) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
    )


def test_more_reports_ask_no_more(client_of, operator, report_of, phase, queries):
    client, url = client_of(operator), reverse("reports:list")
    report_of(phase)
    client.get(url)
    with queries:
        client.get(url)
        once = len(queries.captured_queries)
        for _ in range(3):
            report_of(phase)
        before = len(queries.captured_queries)
        assert len(names(client.get(url))) == 4
        assert len(queries.captured_queries) - before == once
