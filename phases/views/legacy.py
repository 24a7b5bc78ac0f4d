from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from phases.legacy.forms import LegacyFileForm, LegacyTypesForm
from phases.legacy.importer import TABLES
from phases.models import ImportState, LegacyImport
from phases.services import legacy as services
from tracker.access import needs
from tracker.pages import FORM, crumbs, done, posted, refused
from tracker.request import Request
from tracker.services import submit
from tracker.signposts import address_of

EARLIER = 20


@require_http_methods(FORM)
@needs("projects.add_project")
def legacy_upload(request: Request) -> HttpResponse:
    form = LegacyFileForm(posted(request), request.FILES or None)
    imported = submit(form, services.begin_legacy, created_by=request.user)
    if imported:
        text = f"File {imported} read. Nothing has been imported yet."
        return done(request, text, imported)
    earlier = LegacyImport.objects.for_user(request.user).defer("content", "outcome")
    context = {
        "form": form,
        "crumbs": crumbs(address_of("customers")),
        "cancel": address_of("customers"),
        "earlier": earlier.select_related("created_by")[:EARLIER],
    }
    status = 422 if form.is_bound else 200
    return render(request, "phases/legacy_upload.html", context, status=status)


@require_http_methods(FORM)
@needs("projects.add_project")
def legacy_detail(request: Request, pk) -> HttpResponse:
    """What importing would do, or did; a draft asks for the types it doesn't know."""
    imported = _visible(request, pk)
    draft = imported.state == ImportState.DRAFT
    form = None
    if draft and imported.unknown_types:
        form = LegacyTypesForm(posted(request), imported=imported)
        if submit(form, services.choose_types, imported=imported):
            return done(request, "Types updated.", imported)
    context = {
        "imported": imported,
        "draft": draft,
        "form": form,
        "outcome": imported.outcome,
        "tables": _from_the_top(imported.outcome.get("tables", {})),
        "crumbs": crumbs(address_of("customers")),
    }
    status = 422 if form and form.is_bound else 200
    return render(request, "phases/legacy.html", context, status=status)


@require_POST
@needs("projects.add_project")
def legacy_apply(request: Request, pk) -> HttpResponse:
    imported = _visible(request, pk)
    try:
        ledger = services.apply_legacy(
            imported=imported, unusual_ok="unusual_ok" in request.POST
        )
    except ValidationError as error:
        return refused(request, error, imported)
    return done(request, ledger.summary, imported)


@require_POST
@needs("projects.add_project")
def legacy_discard(request: Request, pk) -> HttpResponse:
    imported = _visible(request, pk)
    try:
        services.discard_legacy(imported=imported)
    except ValidationError as error:
        return refused(request, error, imported)
    text = "File discarded. Nothing was imported."
    return done(request, text, reverse("phases:legacy_upload"))


def _from_the_top(tables: dict) -> list[tuple[str, dict]]:
    """Customers first; the database keeps no order of its own."""
    order = [*TABLES, *sorted(tables.keys() - set(TABLES))]
    return [(name, tables[name]) for name in order if name in tables]


def _visible(request: Request, pk) -> LegacyImport:
    imports = LegacyImport.objects.for_user(request.user)
    return get_object_or_404(imports.select_related("created_by"), pk=pk)
