"""The page for gathering data for one phase."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from gather.measuring.explanation import explain
from gather.pages.desk import Desk
from gather.pages.picking import Addresses
from phases.models import MigrationData
from tracker.access import needs
from tracker.htmx import show
from tracker.pages import FORM, done
from tracker.request import Request


@require_http_methods(FORM)
@needs("gather.view_inventory")
def show_page(request: Request) -> HttpResponse:
    """The page with what was chosen so far. Nothing is stored."""
    return show_desk(request, Desk(request.user, request.POST or request.GET))


@require_POST
@needs("gather.view_inventory")
def show_figures(request: Request) -> HttpResponse:
    """Only what follows from what was chosen."""
    return show_desk(request, Desk(request.user, request.POST), part="figures")


@require_POST
@needs("gather.view_inventory")
def show_buckets(request: Request) -> HttpResponse:
    """Another page of the buckets, and the figures of the selected ones."""
    desk = Desk(request.user, request.POST)
    return show_desk(request, desk, part="buckets" if desk.sheet else "desk")


@require_POST
@needs("phases.add_migrationdata")
def store_measurement(request: Request) -> HttpResponse:
    desk = Desk(request.user, request.POST)
    if desk.sheet is None:
        return show_desk(request, desk)
    replace = "replace" in request.POST
    measurement = desk.sheet.store(user=request.user, replace=replace)
    if measurement is None:
        return show_desk(request, desk, status=422)
    text = f"{measurement} gathered from the inventory {desk.sheet.inventory}."
    return done(request, text, measurement.phase)


def show_desk(
    request: Request, desk: Desk, *, part: str = "desk", status: int = 200
) -> HttpResponse:
    if desk.sheet:
        desk.sheet.reckon()
    context = {"desk": desk, "sheet": desk.sheet, "to": desk_addresses()}
    response = show(request, "gather/gather.html", context, part=part)
    response.status_code = status
    return response


@require_safe
@needs("phases.view_migrationdata")
def origin(request: Request, pk) -> HttpResponse:
    """Where a measurement's figures come from."""
    measurements = MigrationData.objects.for_user(request.user)
    measurement = get_object_or_404(
        measurements.select_related("phase__project__customer"), pk=pk
    )
    context = {"measurement": measurement, "explanation": explain(measurement)}
    return render(request, "gather/origin.html", context)


def desk_addresses() -> Addresses:
    """What the page of one phase reloads, and from where."""
    return Addresses(
        page=reverse("gather:gather"),
        page_id="#gather",
        buckets=reverse("gather:buckets"),
        result=reverse("gather:figures"),
        result_id="#gather-figures",
        optional=True,
    )
