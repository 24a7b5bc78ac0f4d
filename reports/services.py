"""Requesting a report, making it, and handing it out."""

import re
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from jobs.models import Job
from jobs.services import create_job
from phases.models import MigrationData
from reports.errors import ReportError
from reports.formats import pdf
from reports.formats.document import as_document
from reports.formats.registry import FORMATS
from reports.models import MADE, Report, ReportContent, ReportFormat
from reports.snapshot import Contents, ReportRequest, Snapshot, build
from tracker.models import User
from tracker.services import create
from tracker.units import shown_in

KIND = "report"
# A person can wait for reports up to this size: well under a second.
SMALL_PHASES, SMALL_ROWS = 20, 2_000
UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)
LONGEST_NAME = 80


def request_report(
    *,
    request: ReportRequest,
    file_format: str,
    author: str,
    user: User | None,
    trigger: str,
) -> Report:
    """Made at once when it is small, else by a worker."""
    report = new_report(request, file_format, author, user)
    if is_small(request):
        return make_now(report=report)
    with transaction.atomic():
        report.job = job_for(report, trigger, user)
        return create(report)


def new_report(
    request: ReportRequest, file_format: str, author: str, user: User | None
) -> Report:
    check_days(request)
    contents = contents_in(request, file_format)
    return Report(
        customer=request.customer,
        project=request.whose,
        phase=request.phase,
        scope=request.scope,
        name=name_of(request),
        window=request.window.value,
        begin=request.begin,
        end=request.end,
        charts=contents.charts,
        forecast=contents.forecast,
        raw=contents.raw,
        format=file_format,
        author=author,
        requested_by=user,
    )


def contents_in(request: ReportRequest, file_format: str) -> Contents:
    """What is asked for, as far as the format has it."""
    contents = request.contents
    if file_format == ReportFormat.CSV:  # which contains nothing else
        return replace(contents, raw=True, charts=False, forecast=False)
    if file_format == ReportFormat.TEXT:  # which lists those of a single phase
        raw = contents.raw and request.phase is not None
        return replace(contents, raw=raw, charts=False)
    return contents


def check_days(request: ReportRequest) -> None:
    if request.begin and request.end and request.begin > request.end:
        raise ValidationError(
            {"end": "The last date is before the first. Swap the two dates."}
        )


def name_of(request: ReportRequest) -> str:
    rows = (request.customer, request.whose, request.phase)
    return " · ".join(row.name for row in rows if row)


def is_small(request: ReportRequest) -> bool:
    phases = request.phases().values("pk")
    if phases[: SMALL_PHASES + 1].count() > SMALL_PHASES:
        return False
    rows = MigrationData.objects.filter(phase__in=request.phases().values("pk"))
    return rows[: SMALL_ROWS + 1].count() <= SMALL_ROWS


def job_for(
    report: Report, trigger: str, user: User | None, retry_of: Job | None = None
) -> Job:
    return create_job(
        kind=KIND,
        input={"report": str(report.pk)},
        trigger=trigger,
        customer=report.customer,
        requested_by=user,
        retry_of=retry_of,
    )


@timezone.override(None)
@shown_in("")  # a report is for others, too: as if a worker made it
def make_now(*, report: Report) -> Report:
    """Or not at all: a report that cannot be made leaves no row."""
    snapshot = build(report.request, author=report.author)
    try:
        content = rendered(report, snapshot, pdf.plainly)
    except ReportError as error:
        raise ValidationError({"format": error.sentence}) from error
    stamp(report, snapshot, content)
    with transaction.atomic():
        create(report)
        store_content(report, snapshot, content)
    return report


def rendered(report: Report, snapshot: Snapshot, child: pdf.Child) -> bytes:
    render: Any = FORMATS[report.format].render
    if report.format == ReportFormat.PDF:
        render = partial(render, child=child)
    return render(snapshot)


@transaction.atomic
def keep(*, report: Report, snapshot: Snapshot, content: bytes) -> None:
    """Of a report that was requested earlier and is made now."""
    stamp(report, snapshot, content)
    report.save(update_fields=[*MADE, "updated_at"])
    store_content(report, snapshot, content)


def stamp(report: Report, snapshot: Snapshot, content: bytes) -> None:
    report.made_at = timezone.now()
    report.cut_off = snapshot.cut_off
    report.last_gather = snapshot.totals.latest_gather
    report.size = len(content)
    report.sha256 = sha256(content).hexdigest()
    report.file_name = file_name(report)


def store_content(report: Report, snapshot: Snapshot, content: bytes) -> None:
    """The one time that a file and its figures are written."""
    ReportContent.objects.create(
        report=report, document=as_document(snapshot), file=content
    )


def file_name(report: Report) -> str:
    """Safe in every file system and header, and telling."""
    parts = [UNSAFE.sub("_", part).strip("._-") for part in report.name.split(" · ")]
    safe = "-".join(filter(None, parts))[:LONGEST_NAME]
    day = report.cut_off and timezone.localtime(report.cut_off).date()
    extension = FORMATS[report.format].extension
    return f"{safe.rstrip('._-') or 'report'}-{day}.{extension}"


def note_download(*, report: Report, user: User) -> None:
    """In the history of the report: who downloaded it, and when."""
    with pghistory.context(user=str(user.pk), door="web"):
        pghistory.create_event(report, label="download")
