from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from files.sheets.writing import workbook_of
from phases.importing.forms import PhaseColumnsForm, TableFileForm
from phases.importing.phase_columns import EXAMPLE, LABELS
from phases.models import ImportState, PhaseImport
from phases.services import phase_imports as services
from phases.services.importedfiles import discard_import
from projects.models import Project
from tracker.access import needs
from tracker.csvexport import csv_response
from tracker.pages import FORM, crumbs, done, posted, refused
from tracker.request import Request
from tracker.services import submit

PROBLEMS_SHOWN = 200
ROWS_SHOWN = 200
EARLIER = 20
TABLE_NAME = "phases"
TITLES = [LABELS[name] for name in EXAMPLE]


@require_http_methods(FORM)
@needs("phases.add_phase")
def phase_file(request: Request, project_pk) -> HttpResponse:
    projects = Project.objects.for_user(request.user).select_related("customer")
    project = get_object_or_404(projects, pk=project_pk)
    form = TableFileForm(posted(request), request.FILES or None)
    imported = submit(
        form, services.begin_phase_import, project=project, created_by=request.user
    )
    if imported:
        text = f"File {imported} read. No phases have been added yet."
        return done(request, text, imported)
    earlier = PhaseImport.objects.filter(project=project).latest()
    context = {
        "form": form,
        "parent": project,
        "crumbs": crumbs(project),
        "cancel": project.get_absolute_url(),
        "earlier": earlier.select_related("created_by")[:EARLIER],
    }
    status = 422 if form.is_bound else 200
    return render(request, "phases/phase_file.html", context, status=status)


@require_safe
@needs("phases.add_phase")
def table_csv(request: Request) -> HttpResponseBase:
    """A table to fill in, with one row as an example."""
    return csv_response(TABLE_NAME, TITLES, [list(EXAMPLE.values())])


@require_safe
@needs("phases.add_phase")
def table_xlsx(request: Request) -> HttpResponse:
    return HttpResponse(
        workbook_of("Phases", TITLES, [list(EXAMPLE.values())]),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f'attachment; filename="{TABLE_NAME}.xlsx"'},
    )


@require_http_methods(FORM)
@needs("phases.add_phase")
def phase_import(request: Request, pk) -> HttpResponse:
    """The columns, the problems, and what importing would do."""
    imported = _visible(request, pk)
    draft = imported.state == ImportState.DRAFT
    form = PhaseColumnsForm(posted(request), imported=imported) if draft else None
    if form and submit(form, services.map_phase_columns, imported=imported):
        return done(request, "Columns updated.", imported)
    plan = services.plan_phases(imported) if draft else None
    context = {
        "imported": imported,
        "form": form,
        "plan": plan,
        "problems": plan.problems[:PROBLEMS_SHOWN] if plan else [],
        "rows": plan.rows[:ROWS_SHOWN] if plan else [],
        "crumbs": crumbs(imported.project),
        "discard": reverse("phases:phase_import_discard", args=[imported.pk]),
    }
    status = 422 if form and form.is_bound else 200
    return render(request, "phases/phase_import.html", context, status=status)


@require_POST
@needs("phases.add_phase")
def phase_import_apply(request: Request, pk) -> HttpResponse:
    imported = _visible(request, pk)
    try:
        plan = services.apply_phase_import(imported=imported)
    except ValidationError as error:
        return refused(request, error, imported)
    return done(request, plan.summary, imported)


@require_POST
@needs("phases.add_phase")
def phase_import_discard(request: Request, pk) -> HttpResponse:
    imported = _visible(request, pk)
    upload_page = reverse("phases:phase_file", args=[imported.project_id])
    try:
        discard_import(imported=imported)
    except ValidationError as error:
        return refused(request, error, imported)
    return done(request, "File discarded. No phases were added.", upload_page)


def _visible(request: Request, pk) -> PhaseImport:
    imports = PhaseImport.objects.for_user(request.user).select_related(
        "project__customer", "created_by"
    )
    return get_object_or_404(imports, pk=pk)
