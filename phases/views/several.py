"""Changing several phases in one go: choose, fill in, look, save."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from phases.models import Phase
from phases.services.several import edit_phases
from phases.several import Preview, SeveralForm, versions_in
from tracker.access import needs
from tracker.htmx import go_to
from tracker.lists import bulk_result, chosen
from tracker.pages import FORM, way_back
from tracker.request import Request

PREVIEW, LEAVE_OUT, SAVE = "preview", "leave_out", "save"  # the button pressed
GONE = "Some of the selected phases no longer exist."


@require_http_methods(FORM)
@needs("phases.change_phase")
def phases_edit(request: Request) -> HttpResponse:
    """From the selected rows of a list to a form, a preview, and back to the list."""
    visible = Phase.objects.for_user(request.user).with_project().order_by("name")
    phases, step = chosen(request, visible), request.POST.get("step", "")
    form = SeveralForm(request.POST if step else None, phases=phases)
    if not phases or step not in (PREVIEW, LEAVE_OUT, SAVE) or not form.is_valid():
        context = {"form": form, "phases": phases, "cancel": page_before(request)}
        status = 422 if form.errors else 200
        return render(request, "phases/edit_several.html", context, status=status)
    if step == LEAVE_OUT:
        phases = Preview(phases, form.edit).accepted
    return save(request, phases, form) if step == SAVE else look(request, phases, form)


def save(request: Request, phases: Sequence[Phase], form: SeveralForm) -> HttpResponse:
    try:
        if len(phases) < len(set(request.POST.getlist("row"))):
            raise ValidationError(GONE)
        count = edit_phases(
            phases=phases,
            edit=form.edit,
            versions=versions_in(request.POST),
            by=request.user,
        )
    except ValidationError as error:
        return look(request, phases, form, error.messages)
    messages.success(request, bulk_result(count, "phase", "phases", "changed"))
    return go_to(request, page_before(request))


def page_before(request: Request) -> str:
    return str(way_back(request, reverse("phases:list")))


def look(
    request: Request,
    phases: Sequence[Phase],
    form: SeveralForm,
    problems: Sequence[str] = (),
) -> HttpResponse:
    context = {
        "form": form,
        "phases": phases,
        "preview": Preview(phases, form.edit),
        "problems": problems,
        "cancel": page_before(request),
    }
    status = 422 if problems else 200
    return render(request, "phases/edit_preview.html", context, status=status)
