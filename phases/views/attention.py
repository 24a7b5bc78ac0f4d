from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jobs.models import Job
from phases.attention import current_notices
from phases.attention.forms import SetAsideForm
from phases.models import Phase, SetAside
from phases.services import attention as services
from projects.models import Project
from tracker.access import needs
from tracker.pages import FORM, back, posted, refused, show_form
from tracker.request import Request
from tracker.services import submit

INTRO = (
    "Home and the counts of lists leave out reasons that are set aside, for everyone. "
    "Pages of phases and projects still show them, with your name and why."
)


@require_http_methods(FORM)
@needs("phases.add_setaside")
def phase_set_aside(request: Request, pk) -> HttpResponse:
    phases = Phase.objects.for_user(request.user).with_project()
    return _set_aside(request, get_object_or_404(phases, pk=pk))


@require_http_methods(FORM)
@needs("phases.add_setaside")
def project_set_aside(request: Request, pk) -> HttpResponse:
    projects = Project.objects.for_user(request.user).select_related("customer")
    return _set_aside(request, get_object_or_404(projects, pk=pk))


@require_http_methods(FORM)
@needs("phases.add_setaside")
def restore_set_aside(request: Request, pk) -> HttpResponse:
    jobs = Job.objects.for_user(request.user).filter(kind="restore").with_people()
    return _set_aside(request, get_object_or_404(jobs, pk=pk))


def _set_aside(request: Request, row: Any) -> HttpResponse:
    notices = current_notices(row, timezone.localdate())
    if not notices:
        return refused(request, ValidationError(services.GONE), row)
    form = SetAsideForm(posted(request), notices=notices)
    stored = submit(form, services.set_aside, row=row, by=request.user)
    if stored:
        return _answer(request, f"Set aside: {row}.", row)
    return show_form(
        request,
        form,
        title=f"Set aside: {row}",
        submit="Set aside",
        parent=row,
        intro=INTRO,
    )


def _answer(request: Request, text: str, row: Any) -> HttpResponse:
    messages.success(request, text)
    return back(request, otherwise=row)


@require_POST
@needs("phases.delete_setaside")
def show_again(request: Request, pk) -> HttpResponse:
    asides = SetAside.objects.for_user(request.user)
    rows = asides.select_related("phase", "project", "job")
    aside = get_object_or_404(rows, pk=pk)
    services.show_again(aside=aside)
    return _answer(request, f"Shown again: {aside}.", aside.row)
