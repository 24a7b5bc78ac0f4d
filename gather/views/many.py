"""Gathering for several phases, and from several inventories."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from gather.pages.many import Many, past_outlooks
from gather.pages.phase_buckets import bucket_courses
from gather.services.gathering import gather_all, gather_retroactively
from phases.models import Phase
from tracker.access import needs
from tracker.htmx import show
from tracker.lists import chosen
from tracker.request import Request


@require_safe
@needs("gather.view_inventory")
def all_phases(request: Request) -> HttpResponse:
    """What gathering would record for each active phase."""
    many = Many(request.user, request.GET)
    return show(request, "gather/many.html", {"many": many}, part="many")


@require_POST
@needs("phases.add_migrationdata")
def store_all(request: Request) -> HttpResponse:
    """For the selected phases. One that is refused does not stop the others."""
    many = Many(request.user, request.POST)
    outcomes = gather_all(
        phases=chosen(request, many.phases),
        day=many.day,
        replace=many.replace,
        requested_by=request.user,
    )
    return render(request, "gather/many_done.html", {"many": many, "done": outcomes})


@require_safe
@needs("gather.view_inventory")
def past(request: Request, pk) -> HttpResponse:
    """What would be recorded for a phase on each day with an inventory."""
    phase = visible_phase(request, pk)
    context = {"phase": phase, "lines": past_outlooks(phase)}
    return render(request, "gather/past.html", context)


@require_POST
@needs("phases.add_migrationdata")
def store_past(request: Request, pk) -> HttpResponse:
    phase = visible_phase(request, pk)
    outcomes = gather_retroactively(
        phase=phase, replace="replace" in request.POST, requested_by=request.user
    )
    context = {"phase": phase, "done": outcomes}
    return render(request, "gather/past_done.html", context)


@require_safe
@needs("gather.view_inventory")
def phase_buckets(request: Request, pk) -> HttpResponse:
    """A page, or the part that the phase's page loads when scrolled to."""
    phase = visible_phase(request, pk)
    context = {"phase": phase, "over_time": bucket_courses(phase)}
    return show(request, "gather/phase_buckets.html", context, part="buckets")


def visible_phase(request: Request, pk) -> Phase:
    phases = Phase.objects.for_user(request.user).with_project()
    return get_object_or_404(phases, pk=pk)
