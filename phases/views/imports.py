from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from phases.importing.forms import ColumnsForm, TableFileForm
from phases.models import ImportState, MeasurementImport, Phase
from phases.services import imports as services
from phases.services.importedfiles import discard_import
from projects.models import Project
from tracker.access import needs
from tracker.pages import FORM, crumbs, done, posted, refused
from tracker.request import Request
from tracker.services import submit

PROBLEMS_SHOWN = 200
ROWS_SHOWN = 20


@require_http_methods(FORM)
@needs("phases.add_migrationdata")
def import_to_phase(request: Request, pk) -> HttpResponse:
    phases = Phase.objects.for_user(request.user).with_project()
    phase = get_object_or_404(phases, pk=pk)
    return _upload(request, phase.project, phase)


@require_http_methods(FORM)
@needs("phases.add_migrationdata")
def import_to_project(request: Request, project_pk) -> HttpResponse:
    projects = Project.objects.for_user(request.user).select_related("customer")
    return _upload(request, get_object_or_404(projects, pk=project_pk), None)


def _upload(request: Request, project: Project, phase: Phase | None) -> HttpResponse:
    form = TableFileForm(posted(request), request.FILES or None)
    imported = submit(
        form,
        services.begin_import,
        project=project,
        phase=phase,
        created_by=request.user,
    )
    if imported:
        text = f"File {imported} read. Nothing has been imported yet."
        return done(request, text, imported)
    earlier = MeasurementImport.objects.filter(project=project, phase=phase).latest()
    context = {
        "form": form,
        "parent": phase or project,
        "phase": phase,
        "crumbs": crumbs(phase or project),
        "cancel": (phase or project).get_absolute_url(),
        "earlier": earlier.select_related("created_by")[:20],
    }
    status = 422 if form.is_bound else 200
    return render(request, "phases/import_upload.html", context, status=status)


@require_http_methods(FORM)
@needs("phases.add_migrationdata")
def import_detail(request: Request, pk) -> HttpResponse:
    """The columns, the problems, and what importing would do."""
    imported = _visible(request, pk)
    draft = imported.state == ImportState.DRAFT
    form = ColumnsForm(posted(request), imported=imported) if draft else None
    if form and submit(form, services.map_columns, imported=imported):
        return done(request, "Columns updated.", imported)
    plan = services.plan_import(imported) if draft else None
    context = {
        "imported": imported,
        "form": form,
        "plan": plan,
        "asked": plan.asked[:PROBLEMS_SHOWN] if plan else [],
        "problems": plan.problems[:PROBLEMS_SHOWN] if plan else [],
        "rows": plan.changes[:ROWS_SHOWN] if plan else [],
        "crumbs": crumbs(imported.parent),
        "discard": reverse("phases:import_discard", args=[imported.pk]),
    }
    status = 422 if form and form.is_bound else 200
    return render(request, "phases/import.html", context, status=status)


@require_POST
@needs("phases.add_migrationdata")
def import_apply(request: Request, pk) -> HttpResponse:
    imported = _visible(request, pk)
    try:
        plan = services.apply_import(
            imported=imported,
            user=request.user,
            unusual_ok="unusual_ok" in request.POST,
        )
    except ValidationError as error:
        return refused(request, error, imported)
    text = (
        f"Measurements added: {len(plan.add)}, replaced: {len(plan.replace)}, "
        f"unchanged: {len(plan.same)}."
    )
    return done(request, text, imported)


@require_POST
@needs("phases.delete_migrationdata")
def import_undo(request: Request, pk) -> HttpResponse:
    imported = _visible(request, pk)
    try:
        count = services.undo_import(imported=imported)
    except ValidationError as error:
        return refused(request, error, imported)
    return done(
        request, f"Import undone. Measurements removed or set back: {count}.", imported
    )


@require_POST
@needs("phases.add_migrationdata")
def import_discard(request: Request, pk) -> HttpResponse:
    imported = _visible(request, pk)
    project, phase = imported.project_id, imported.phase_id
    try:
        discard_import(imported=imported)
    except ValidationError as error:
        return refused(request, error, imported)
    upload_page = (
        reverse("phases:import_to_phase", args=[phase])
        if phase
        else reverse("phases:import_to_project", args=[project])
    )
    return done(request, "File discarded. Nothing was imported.", upload_page)


def _visible(request: Request, pk) -> MeasurementImport:
    imports = MeasurementImport.objects.for_user(request.user).select_related(
        "project__customer", "phase__project__customer", "created_by"
    )
    return get_object_or_404(imports, pk=pk)
