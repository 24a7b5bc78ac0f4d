"""Asking for a report, making it, and handing it out."""

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
from reports.snapshot import Asked, Snapshot, build
from tracker.models import User
from tracker.services import create

KIND = "report"
# What somebody may wait for: it is made in well under a second.
SMALL_PHASES, SMALL_ROWS = 20, 2_000
UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)
LONGEST_NAME = 80


def ask_for_report(
    *, asked: Asked, file_format: str, author: str, user: User | None, trigger: str
) -> Report:
    """Made at once when it is small, else by a worker."""
    report = new_report(asked, file_format, author, user)
    if is_small(asked):
        return make_now(report=report)
    with transaction.atomic():
        report.job = job_for(report, trigger, user)
        return create(report)


def new_report(
    asked: Asked, file_format: str, author: str, user: User | None
) -> Report:
    check(asked)
    contents = asked.contents
    if file_format == ReportFormat.CSV:  # there is nothing else in it
        contents = replace(contents, raw=True, charts=False, forecast=False)
    return Report(
        customer=asked.customer,
        project=asked.whose,
        phase=asked.phase,
        scope=asked.scope,
        name=name_of(asked),
        window=asked.window.value,
        begin=asked.begin,
        end=asked.end,
        charts=contents.charts,
        forecast=contents.forecast,
        raw=contents.raw,
        format=file_format,
        author=author,
        requested_by=user,
    )


def check(asked: Asked) -> None:
    if asked.begin and asked.end and asked.begin > asked.end:
        raise ValidationError({"end": "The last day is before the first."})


def name_of(asked: Asked) -> str:
    rows = (asked.customer, asked.whose, asked.phase)
    return " · ".join(row.name for row in rows if row)


def is_small(asked: Asked) -> bool:
    phases = asked.phases().values("pk")
    if phases[: SMALL_PHASES + 1].count() > SMALL_PHASES:
        return False
    rows = MigrationData.objects.filter(phase__in=asked.phases().values("pk"))
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


def make_now(*, report: Report) -> Report:
    """Or not at all: what can not be made leaves no row."""
    snapshot = build(report.asked, author=report.author)
    try:
        content = rendered(report, snapshot, pdf.plainly)
    except ReportError as error:
        raise ValidationError({"format": error.sentence}) from error
    stamp(report, snapshot, content)
    with transaction.atomic():
        create(report)
        put_away(report, snapshot, content)
    return report


def rendered(report: Report, snapshot: Snapshot, child: pdf.Child) -> bytes:
    render: Any = FORMATS[report.format].render
    if report.format == ReportFormat.PDF:
        render = partial(render, child=child)
    return render(snapshot)


@transaction.atomic
def keep(*, report: Report, snapshot: Snapshot, content: bytes) -> None:
    """What was asked for earlier, and is made now."""
    stamp(report, snapshot, content)
    report.save(update_fields=[*MADE, "updated_at"])
    put_away(report, snapshot, content)


def stamp(report: Report, snapshot: Snapshot, content: bytes) -> None:
    report.made_at = timezone.now()
    report.cut_off = snapshot.cut_off
    report.last_gather = snapshot.totals.latest_gather
    report.size = len(content)
    report.sha256 = sha256(content).hexdigest()
    report.file_name = file_name(report)


def put_away(report: Report, snapshot: Snapshot, content: bytes) -> None:
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
    """In the history of the report: who took it, and when."""
    with pghistory.context(user=str(user.pk), door="web"):
        pghistory.create_event(report, label="download")
