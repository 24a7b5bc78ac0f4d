from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from phases.filters import BucketFilter
from phases.models import BucketFigures, Phase
from phases.tables import BucketTable
from tracker.access import needs
from tracker.lists import show_list
from tracker.pages import crumbs
from tracker.request import Request


@require_safe
@needs("phases.view_migrationdata")
def bucket_figures(request: Request, pk) -> HttpResponseBase:
    """The history of a phase's buckets, as the earlier tool counted it."""
    phase = get_object_or_404(Phase.objects.for_user(request.user), pk=pk)
    return show_list(
        request,
        queryset=BucketFigures.objects.filter(phase=phase),
        table_class=BucketTable,
        filter_class=BucketFilter,
        template="phases/bucket_figures.html",
        phase=phase,
        crumbs=crumbs(phase),
    )
