from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from phases.models import MigrationData, Phase
from phases.standing import with_progress
from tracker.access import needs
from tracker.lists import chosen
from tracker.request import Request, uuids

MOST = 4  # more lines are hard to tell apart


@require_POST
@needs("phases.view_phase")
def phases_chosen(request: Request) -> HttpResponse:
    """From the selected rows of the list to an address that can be shared."""
    selected = chosen(request, Phase.objects.for_user(request.user))
    query = urlencode({"phase": [str(phase.pk) for phase in selected]}, doseq=True)
    return redirect(f"{reverse('phases:compare')}?{query}")


@require_safe
@needs("phases.view_phase")
def phases_compare(request: Request) -> HttpResponse:
    """Up to four phases side by side."""
    ids = request.GET.getlist("phase")
    visible = Phase.objects.for_user(request.user).with_project()
    phases = with_progress(visible.filter(pk__in=uuids(ids)).order_by("name")[:MOST])
    measured = MigrationData.objects.filter(phase__in=phases).as_written()
    context = {
        "phases": phases,
        "rows": list(measured),
        "left_out": max(0, len(set(ids)) - len(phases)),
        "most": MOST,
    }
    return render(request, "phases/compare.html", context)
