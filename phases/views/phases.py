from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from phases.attention import line_of_phase
from phases.filters import PhaseFilter
from phases.forms import (
    DuplicateForm,
    ManyPhasesForm,
    PhaseForm,
    StatusForm,
    WindowForm,
)
from phases.labels import phase_label
from phases.models import MigrationData, Phase, PhaseStatus
from phases.ordering import with_sort_keys
from phases.overview import Overview, hit_rate_for, lesson_for, needed, overview
from phases.services import phases as services
from phases.standing import with_progress
from phases.steps import latest_steps
from phases.tables import PhaseTable
from phases.windows import Window
from tracker import alike
from tracker.access import needs
from tracker.history import Entry, events, history, history_of, merged
from tracker.lists import bulk_result, show_list
from tracker.models import User
from tracker.pages import FORM, done, posted, show_form
from tracker.request import Request, uuids
from tracker.services import submit
from tracker.switching import change_selected, delete_row


@require_safe
@needs("phases.view_phase")
def phase_list(request: Request) -> HttpResponseBase:
    return show_list(
        request,
        queryset=with_sort_keys(Phase.objects.for_user(request.user).sortable()),
        table_class=PhaseTable,
        filter_class=PhaseFilter,
        template="phases/list.html",
        prepare=with_progress,
    )


@require_safe
@needs("phases.view_phase")
def phase_detail(request: Request, pk) -> HttpResponse:
    phases = Phase.objects.for_user(request.user).with_project()
    phase = get_object_or_404(phases, pk=pk)
    with_progress([phase])
    window_form = WindowForm(request.GET or None)
    days = window_form.cleaned_data if window_form.is_valid() else {}
    figures = overview(phase, Window.of(request.GET.get("window", "")), **days)
    context = {
        "phase": phase,
        "overview": figures,
        "window_form": window_form,
        **about_forecast(request, phase, figures),
        "steps": latest_steps(phase),
        "measurement_count": phase.measurements.count(),
        "history": phase_history(phase, request.user),
    }
    return render(request, "phases/detail.html", context)


def about_forecast(request: Request, phase: Phase, figures: Overview) -> dict[str, Any]:
    """Empty before the first measurement."""
    standing = phase.standing  # type: ignore[attr-defined]
    if standing is None:
        return {}
    today = timezone.localdate()
    active = phase.status == PhaseStatus.ACTIVE
    line = line_of_phase(standing.summary, today) if active else None
    return {
        "notices": line,
        "state_label": phase_label(standing.summary, today),
        "target_passed": phase.target_date and phase.target_date < today,
        "needed": needed(phase, standing, figures.calendar),
        "hit_rate": hit_rate_for(request.user),
        "lesson": lesson_for(request.user, standing.forecast, figures.calendar),
    }


def phase_history(phase: Phase, user: User) -> list[Entry]:
    """What happened to the phase itself, what belongs to it, and its measurements."""
    measured = history(events(MigrationData).filter(phase_id=phase.pk))
    may_undo = user.has_perm("phases.add_migrationdata")
    gone = deleted_for_now(measured) if may_undo else set()
    return merged(
        history_of(phase),
        [dated(entry, gone) for entry in measured],
    )


def deleted_for_now(entries: list[Entry]) -> set[UUID]:
    """Measurements that were deleted, and have not been restored since."""
    deleted = {e.event.pgh_obj_id for e in entries if e.verb == "deleted"}
    present = MigrationData.objects.filter(pk__in=deleted)
    return deleted - set(present.values_list("pk", flat=True))


def dated(entry: Entry, gone: set[UUID]) -> Entry:
    """With its day, and how to undo it where that is still possible."""
    undoable = entry.verb == "deleted" and entry.event.pgh_obj_id in gone
    undo = reverse("phases:measurement_undo", args=[entry.id]) if undoable else ""
    what = f"{entry.what} of {date_format(entry.event.timestamp)}"
    return replace(entry, what=what, undo_url=undo)


@require_safe
@needs("phases.add_phase")
def phase_alike(request: Request) -> HttpResponse:
    """What stands beside the name of a new phase while it is typed."""
    phases = Phase.objects.for_user(request.user)
    own = phases.filter(project__in=uuids(request.GET.getlist("project")))
    names = own.values_list("name", flat=True)
    return alike.answer(request.GET.get("name", ""), names, "phase")


@require_http_methods(FORM)
@needs("phases.add_phase")
def phase_create(request: Request) -> HttpResponse:
    initial = request.GET.dict()  # all but locations, when the project was changed
    form = PhaseForm(posted(request), initial=initial, user=request.user)
    phase = submit(form, services.create_phase)
    if phase:
        return done(request, f"Phase {phase} added.", phase)
    return show_form(
        request,
        form,
        title="Add phase",
        submit="Add phase",
        parent=reverse("phases:list"),
    )


@require_http_methods(FORM)
@needs("phases.add_phase")
def phase_create_many(request: Request) -> HttpResponse:
    initial = request.GET.dict()
    form = ManyPhasesForm(posted(request), initial=initial, user=request.user)
    phases = submit(form, services.create_phases)
    if phases:
        text = bulk_result(len(phases), "phase", "phases", "added")
        return done(request, text, phases[0].project)
    return show_form(
        request,
        form,
        title="Add several phases",
        submit="Add phases",
        parent=reverse("phases:list"),
        intro="The phases differ only in their names. Either all are added, or none.",
    )


@require_http_methods(FORM)
@needs("phases.change_phase")
def phase_edit(request: Request, pk) -> HttpResponse:
    phase = get_object_or_404(
        Phase.objects.for_user(request.user).with_project(), pk=pk
    )
    form = PhaseForm(posted(request), instance=phase, user=request.user)
    changed = submit(form, services.update_phase, phase=phase)
    if changed:
        return done(request, f"Phase {changed} changed.", changed)
    return show_form(request, form, title=f"Edit {phase}", submit="Save", parent=phase)


@require_http_methods(FORM)
@needs("phases.change_phase")
def phase_status(request: Request, pk) -> HttpResponse:
    phase = get_object_or_404(Phase.objects.for_user(request.user), pk=pk)
    proposed = request.GET.get("status", phase.status)
    form = StatusForm(posted(request), instance=phase, initial={"status": proposed})
    changed = submit(form, services.set_phase_status, phase=phase)
    if changed:
        text = f"Phase {changed} is now {changed.get_status_display().lower()}."
        return done(request, text, changed)
    title = f"Change the status of {phase}"
    return show_form(request, form, title=title, submit="Save", parent=phase)


@require_http_methods(FORM)
@needs("phases.add_phase")
def phase_duplicate(request: Request, pk) -> HttpResponse:
    phase = get_object_or_404(
        Phase.objects.for_user(request.user).with_project(), pk=pk
    )
    initial = {"name": services.free_name(phase)}
    form = DuplicateForm(posted(request), initial=initial)
    copy = submit(form, services.duplicate_phase, phase=phase)
    if copy:
        return done(request, f"Phase {copy} added.", copy)
    return show_form(
        request,
        form,
        title=f"Duplicate {phase}",
        submit="Duplicate",
        parent=phase,
        intro="The copy has the same settings, is planned, and has no measurements.",
    )


@require_http_methods(FORM)
@needs("phases.delete_phase")
def phase_delete(request: Request, pk) -> HttpResponse:
    phase = get_object_or_404(
        Phase.objects.for_user(request.user).with_project(), pk=pk
    )
    return delete_row(
        request,
        phase,
        delete=partial(services.delete_phase, phase=phase),
        text="The notes of the phase are deleted too. The history is kept.",
        then=phase.project,
    )


@require_POST
@needs("phases.change_phase")
def phases_activate(request: Request) -> HttpResponse:
    phases = Phase.objects.for_user(request.user)
    return _set_status(request, phases, PhaseStatus.ACTIVE, "activated")


@require_POST
@needs("phases.change_phase")
def phases_deactivate(request: Request) -> HttpResponse:
    active = Phase.objects.for_user(request.user).filter(status=PhaseStatus.ACTIVE)
    return _set_status(request, active, PhaseStatus.PAUSED, "paused")


def _set_status(
    request: Request, phases: QuerySet[Phase], status: str, verb: str
) -> HttpResponse:
    return change_selected(
        request,
        phases,
        change=lambda rows: services.set_phases_status(phases=rows, status=status),
        verb=verb,
        list_page="phases:list",
    )
