"""Large reports, made by a real worker."""

import pytest
from django.db import transaction

from jobs.models import Job, JobState
from jobs.services import retry
from reports import services
from reports.models import Report, ReportState
from reports.snapshot import ReportRequest
from tests.phases.states import measure

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked_for(operator, phase, monkeypatch):
    """A report that counts as large."""
    measure(phase, (0, 10, 20))
    monkeypatch.setattr(services, "SMALL_PHASES", 0)

    def ask(file_format: str) -> Report:
        return services.request_report(
            request=ReportRequest(phase.project.customer, phase=phase),
            file_format=file_format,
            author="operator",
            user=operator,
            trigger="web",
        )

    return ask


def ended(report: Report) -> bool:
    return not Job.objects.get(pk=report.job_id).is_active


@pytest.mark.parametrize("name", ["pdf", "xlsx"])
def test_a_worker_makes_it(worker, until, asked_for, name):
    report = asked_for(name)
    assert report.state == ReportState.MAKING
    until(lambda: ended(report), 120)
    report = Report.objects.select_related("job").get(pk=report.pk)
    assert report.job.state == JobState.DONE, report.job.error
    assert report.state == ReportState.READY
    assert len(report.content.file) == report.size
    assert report.job.result["sha256"] == report.sha256


def test_of_what_is_gone_it_fails_and_says_so(worker, until, asked_for, phase):
    phase.measurements.all().delete()
    with transaction.atomic():  # which publishes the job when the phase is gone
        report = asked_for("csv")
        phase.delete()
    until(lambda: ended(report), 120)
    report = Report.objects.select_related("job").get(pk=report.pk)
    assert (report.job.state, report.state) == (JobState.FAILED, ReportState.FAILED)
    assert (
        report.job.error
        == "The phase has been deleted, so this report can’t be created."
    )
    assert list(Report.objects.in_state("failed")) == [report]


def test_it_can_be_tried_again(worker, until, asked_for, operator):
    report = asked_for("csv")
    until(lambda: ended(report), 120)
    Report.objects.filter(pk=report.pk).first()
    first = Job.objects.get(pk=report.job_id)
    other = asked_for("csv")
    until(lambda: ended(other), 120)
    Job.objects.filter(pk=first.pk).update(state=JobState.FAILED)
    first.refresh_from_db()
    again = retry(job=first, by=operator)
    report.refresh_from_db()
    assert report.job_id == again.pk
    until(lambda: ended(report), 120)
    assert Job.objects.get(pk=again.pk).state == JobState.DONE
