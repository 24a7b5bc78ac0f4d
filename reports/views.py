from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_http_methods, require_safe

from gather.pages.where import Where, where
from jobs.models import Trigger
from jobs.views import progress_context
from phases.windows import Window
from reports import services
from reports.filters import ReportFilter
from reports.formats.registry import FORMATS
from reports.forms import ReportForm, SubjectForm
from reports.models import Report, ReportContent
from reports.snapshot import Contents, ReportRequest
from reports.tables import ReportTable
from tracker.access import needs
from tracker.history import Entry, history_of
from tracker.htmx import show
from tracker.lists import show_list
from tracker.models import User
from tracker.pages import FORM, done, posted
from tracker.request import Request
from tracker.services import submit


@require_safe
@needs("reports.view_report")
def report_list(request: Request) -> HttpResponseBase:
    return show_list(
        request,
        queryset=Report.objects.for_user(request.user).with_people().sortable(),
        table_class=ReportTable,
        filter_class=ReportFilter,
        template="reports/list.html",
    )


@require_http_methods(FORM)
@needs("reports.add_report")
def report_create(request: Request) -> HttpResponse:
    """The address names the subject; the form has the period and the format."""
    at = where(request.user, request.GET)
    form = ReportForm(posted(request), initial=request.GET.dict())
    report = submit(form, _request_report, at=at, user=request.user)
    if report:
        text = "is ready" if report.made_at else "is being created"
        return done(request, f"The report on {report.name} {text}.", report)
    context = {
        "form": form,
        "at": at,
        "address": urlencode(at.address),
        "subject": SubjectForm(user=request.user, at=at),
    }
    return show(request, "reports/create.html", context, part="form")


def _request_report(*, at: Where, user: User, format: str, **values: Any) -> Report:  # noqa: A002
    """With the values of both forms."""
    if at.customer is None:
        raise ValidationError("Choose a customer first.")
    contents = Contents(*(values.pop(name) for name in ("charts", "forecast", "raw")))
    return services.request_report(
        request=ReportRequest(
            at.customer,
            project=None if at.phase else at.project,
            phase=at.phase,
            window=Window(values.pop("window")),
            contents=contents,
            **values,
        ),
        file_format=format,
        author=user.get_username(),
        user=user,
        trigger=Trigger.WEB,
    )


@require_safe
@needs("reports.view_report")
def report_detail(request: Request, pk) -> HttpResponse:
    report = _find(request, pk)
    waiting = report.job if report.job and not report.made_at else None
    context = {
        "report": report,
        "again": urlencode(_same_again(report)),
        "history": [_only_made(entry) for entry in history_of(report)],
        **(progress_context(request, waiting) if waiting else {}),
    }
    return render(request, "reports/detail.html", context)


def _only_made(entry: Entry) -> Entry:
    """Only when it was made; the details show the rest."""
    changes = [change for change in entry.changes if change.field == "made"]
    return replace(entry, changes=changes)


def _same_again(report: Report) -> dict[str, Any]:
    """The form for the same with the figures of today."""
    days = {"window": report.window, "begin": report.begin, "end": report.end}
    subject = {report.scope: report.subject and report.subject.pk}
    values = {
        "customer": report.customer_id,
        **subject,
        **days,
        "format": report.format,
    }
    parts = {"charts": report.charts, "forecast": report.forecast, "raw": report.raw}
    left_out = {name: "" for name, included in parts.items() if not included}
    return {name: value for name, value in values.items() if value} | left_out


@require_safe
@needs("reports.view_report")
def report_download(request: Request, pk) -> HttpResponse:
    report = _find(request, pk)
    content = get_object_or_404(ReportContent.objects.only("file"), report=report)
    if request.method == "GET":
        services.note_download(report=report, user=request.user)
    name = content_disposition_header(as_attachment=True, filename=report.file_name)
    return HttpResponse(
        bytes(content.file),
        content_type=FORMATS[report.format].media_type,
        headers={"Content-Disposition": name or "attachment"},
    )


def _find(request: Request, pk) -> Report:
    return get_object_or_404(Report.objects.for_user(request.user).with_people(), pk=pk)
