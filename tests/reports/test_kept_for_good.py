"""A report is made once; afterwards nobody changes it, whichever the door."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from embedded.programs.children import Finished
from phases.services.purge import purge_customer
from reports import services, typeset
from reports.models import Report, ReportContent
from reports.services import make_now, new_report
from reports.snapshot import ReportRequest
from tracker.history import events


@pytest.fixture
def report(phase, measurement) -> Report:
    asked = ReportRequest(phase.project.customer, phase=phase)
    return make_now(report=new_report(asked, "csv", "tess", None))


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (ReportContent, {"file": b"other"}),
        (ReportContent, {"document": {}}),
        (Report, {"sha256": "0" * 64}),
        (Report, {"made_at": None}),
        (Report, {"size": 1}),
        (Report, {"author": "somebody else"}),
        (Report, {"format": "pdf"}),
    ],
)
def test_the_database_refuses_a_change(report, model, values):
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=report.pk).update(**values)


def test_the_figures_are_kept_beside_the_file(report, phase):
    document = report.content.document
    assert document["phase"]["id"] == str(phase.pk)
    assert document["measurements"][0]["target_objects"] == 600
    assert report.last_gather.isoformat() == "2026-01-19"


def test_the_file_is_not_in_the_history(report):
    event = events(Report).filter(pgh_label="insert").get()
    assert not hasattr(event, "content")


def test_the_admin_only_looks(client_of, administrator, report):
    client = client_of(administrator)
    page = reverse("admin:reports_report_change", args=[report.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"author": "x"}).status_code == 403
    assert client.get(reverse("admin:reports_report_add")).status_code == 403
    listed = client.get(reverse("admin:reports_report_changelist"), {"q": "pilot"})
    assert listed.context["cl"].result_count == 1


def test_it_goes_with_its_customer(report, northwind):
    purge_customer(customer=northwind)
    assert not Report.objects.exists()
    assert not ReportContent.objects.exists()


def test_what_can_not_be_made_leaves_nothing(phase, measurement, monkeypatch):
    """As where the system has no Pango."""

    def lacking(argv, **options):
        return Finished(typeset.LACKING, "OSError: cannot load library", 0.1)

    monkeypatch.setattr(services.pdf, "plainly", lacking)
    asked = ReportRequest(phase.project.customer, phase=phase)
    with pytest.raises(ValidationError, match="Pango"):
        make_now(report=new_report(asked, "pdf", "tess", None))
    assert not Report.objects.exists()
