from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from jobs.errors import Failed
from jobs.kinds import job_kind
from jobs.models import Job
from jobs.run import Run
from reports.models import Report
from reports.services import KIND, job_for, keep, rendered
from reports.snapshot import build
from tracker.models import User


def again(job: Job, by: User | None) -> Job:
    report = Report.objects.select_related("customer").get(pk=job.input["report"])
    with transaction.atomic():
        report.job = job_for(report, job.trigger, by, retry_of=job)
        report.save(update_fields=["job", "updated_at"])
    return report.job


def report_page(job: Job) -> str:
    return reverse("reports:detail", args=[job.input["report"]])


@job_kind(
    KIND,
    label="Report",
    deadline=timedelta(minutes=10),
    stages=("Figures", "Document"),
    again=again,
    page=report_page,
)
def make_report(run: Run) -> dict[str, Any]:
    reports = Report.objects.select_related("customer", "project", "phase__project")
    report = reports.filter(pk=run.input["report"]).first()
    if report is None:
        raise Failed(
            "The report no longer exists. Its customer was deleted permanently.",
            code="gone",
        )
    if report.subject is None:
        raise Failed(
            f"The {report.scope} has been deleted, so this report can’t be created.",
            code="gone",
        )
    if not report.made_at:  # an attempt before this one may have got that far
        make(run, report)
    return {"size": report.size, "sha256": report.sha256}


def make(run: Run, report: Report) -> None:
    with run.stage("Figures"):
        snapshot = build(report.request, author=report.author)
    with run.stage("Document"):
        content = rendered(report, snapshot, run.child)
        run.confirm()
        keep(report=report, snapshot=snapshot, content=content)
