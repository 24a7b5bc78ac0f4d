"""A restore: what it will do, does, and did."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from customers.appliances import Appliance
from jobs.models import JobState
from jobs.views import log_context, progress_context
from projects.forms import FirstProjectForm, first_project_form
from restore import display, services
from restore.filters import RestoreFilter
from restore.forms import ConfirmForm, DateForm
from restore.models import Restore
from restore.tables import RestoreTable
from tracker.access import needs
from tracker.lists import show_list
from tracker.pages import FORM, done, posted, refused, show_form
from tracker.request import Request
from tracker.services import submit


@require_safe
@needs("restore.view_restore")
def history(request: Request) -> HttpResponseBase:
    restores = Restore.objects.for_user(request.user).with_job().sortable()
    return show_list(
        request,
        queryset=restores.defer("plan"),
        table_class=RestoreTable,
        filter_class=RestoreFilter,
        template="restore/history.html",
    )


@require_safe
@needs("restore.view_restore")
def detail(request: Request, pk) -> HttpResponse:
    restore = visible_restore(request, pk)
    return show_detail(request, restore, ConfirmForm(initial={"date": restore.dated}))


@require_safe
@needs("restore.view_restore")
def plan(request: Request, pk) -> HttpResponse:
    """The plan as soon as it is known; 204 until then."""
    restore = visible_restore(request, pk)
    if not restore.plan and restore.job.is_active:
        return HttpResponse(status=204)
    context = {"restore": restore, "job": restore.job, **display.plan_shown(restore)}
    return render(request, "restore/plan.html", context)


@require_POST
@needs("restore.add_restore")
def confirm(request: Request, pk) -> HttpResponse:
    restore = visible_restore(request, pk)
    form = ConfirmForm(posted(request))
    confirmed = submit(form, services.confirm_restore, restore=restore, by=request.user)
    if confirmed:
        return done(request, f"The restore of {restore.name} continues.", restore)
    if not form.has_error("date"):  # someone else was quicker
        errors = ValidationError([*form.non_field_errors()])
        return refused(request, errors, restore)
    return show_detail(request, restore, form)


@require_POST
@needs("restore.add_restore")
def restore_other(request: Request, pk) -> HttpResponse:
    """One click beside the refusal of a file that is the other appliance's."""
    restore = visible_restore(request, pk)
    try:
        other = services.restore_as_other(restore=restore, by=request.user)
    except ValidationError as error:
        return refused(request, error, restore)
    text = f"{other.name} is being restored as {other.get_kind_display()}."
    return done(request, text, other)


@require_http_methods(FORM)
@needs("restore.add_restore")
def restore_date(request: Request, pk) -> HttpResponse:
    restore = visible_restore(request, pk)
    form = DateForm(posted(request), initial={"date": restore.dated})
    if submit(form, services.correct_date, restore=restore):
        return done(request, "Date corrected.", restore)
    return show_form(
        request,
        form,
        title=f"Correct the date of {restore.name}",
        submit="Correct date",
        parent=restore,
        intro="The day on which the appliance's catalogue was in the state that the "
        "backup shows. Inventories of this restore move to that day.",
    )


def show_detail(request: Request, restore: Restore, form: ConfirmForm) -> HttpResponse:
    job = restore.job
    context = {
        "restore": restore,
        "form": form,
        **progress_context(request, job),
        **log_context(job, after=0),
        **display.plan_shown(restore),
        "result": display.result_shown(restore),
        "gather_url": display.gather_url(restore),
        "history": display.history_shown(restore),
        "first_project": first_project(request, restore),
    }
    status = 422 if form.is_bound else 200
    return render(request, "restore/detail.html", context, status=status)


def first_project(request: Request, restore: Restore) -> FirstProjectForm | None:
    """While the restore runs there is time to add the project that it is for."""
    job = restore.job
    if restore.is_waiting or not (job.is_active or job.state == JobState.DONE):
        return None
    return first_project_form(request.user, restore.customer, Appliance(restore.kind))


def visible_restore(request: Request, pk) -> Restore:
    restores = Restore.objects.for_user(request.user).with_job()
    return get_object_or_404(restores.select_related("server", "confirmed_by"), pk=pk)
