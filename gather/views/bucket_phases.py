"""Adding phases to a project, one for each selected bucket of an inventory."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from customers.appliances import Appliance
from gather.models import Inventory
from gather.pages.bucket_phases import BucketPhases
from gather.pages.picking import Addresses
from projects.models import Project
from tracker.access import needs
from tracker.htmx import show
from tracker.lists import bulk_result
from tracker.pages import FORM, done
from tracker.request import Request


@require_http_methods(FORM)
@needs("phases.add_phase")
def show_selection(request: Request, pk) -> HttpResponse:
    """The page with what was chosen so far. Nothing is stored."""
    return show_choice(request, *chosen_for(request, pk))


@require_POST
@needs("phases.add_phase")
def preview(request: Request, pk) -> HttpResponse:
    """Only what would be added."""
    return show_choice(request, *chosen_for(request, pk), part="result")


@require_POST
@needs("phases.add_phase")
def list_buckets(request: Request, pk) -> HttpResponse:
    """Another page of the buckets, and what would be added."""
    return show_choice(request, *chosen_for(request, pk), part="buckets")


@require_POST
@needs("phases.add_phase")
def add(request: Request, pk) -> HttpResponse:
    project, sheet = chosen_for(request, pk)
    stored = sheet.store() if sheet else None
    if stored is None:
        return show_choice(request, project, sheet, status=422 if sheet else 200)
    phases, skipped = stored
    text = bulk_result(len(phases), "phase", "phases", "added")
    if skipped:
        names = ", ".join(skipped[:10]) + (", …" if len(skipped) > 10 else "")
        text += f" Skipped buckets that already have a phase: {names}."
    return done(request, text, project)


def chosen_for(request: Request, pk: UUID) -> tuple[Project, BucketPhases | None]:
    """Nothing is chosen while the customer has no inventory."""
    projects = Project.objects.for_user(request.user).select_related("customer")
    project = get_object_or_404(projects, pk=pk)
    usable = Inventory.objects.for_user(request.user).usable()
    rows = usable.of(project.customer, Appliance.BLACKPEARL).one_a_day()[::-1]
    sent = request.POST or request.GET
    return project, BucketPhases(project, rows, sent) if rows else None


def show_choice(
    request: Request,
    project: Project,
    sheet: BucketPhases | None,
    *,
    part: str = "whole",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "project": project,
        "sheet": sheet,
        "kind": Appliance.BLACKPEARL,
        "to": Addresses(
            page=reverse("gather:bucket_phases", args=[project.pk]),
            page_id="#bucket-phases",
            buckets=reverse("gather:bucket_phases_list", args=[project.pk]),
            result=reverse("gather:bucket_phases_result", args=[project.pk]),
            result_id="#bucket-phases-result",
        ),
    }
    response = show(request, "gather/bucket_phases.html", context, part=part)
    response.status_code = status
    return response
