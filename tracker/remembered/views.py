from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tracker.lists import LISTS, chosen_columns
from tracker.models import SavedView
from tracker.pages import FORM, HOME, back, done, posted, refused, show_form
from tracker.remembered import services
from tracker.remembered.forms import ViewForm
from tracker.remembered.listings import listing_for, query_of
from tracker.request import Request
from tracker.services import submit
from tracker.switching import delete_row

UNKNOWN_LIST = "This list can't be changed. Open a list and try again."
NOTHING_TO_SAVE = (
    "This is how the list opens anyway. Choose filters, an order or columns first, "
    "then save the view."
)


@require_POST
def columns(request: Request) -> HttpResponse:
    """The columns that a user wants to see in a list, or the usual ones again."""
    table = LISTS.get(request.POST.get("list", ""))
    if table is None:
        return refused(request, ValidationError(UNKNOWN_LIST), HOME)
    chosen = [name for name in request.POST.getlist("columns") if name in table.names()]
    services.choose_columns(
        user=request.user,
        list_name=table.file_name,
        columns=[] if "usual" in request.POST else chosen,
    )
    return back(request, HOME)


@require_http_methods(FORM)
def view_save(request: Request) -> HttpResponse:
    """The address says what to save: the list, its filters, order and columns."""
    listing = listing_for(request, request.GET.get("list", ""))
    if listing is None:
        return refused(request, ValidationError(UNKNOWN_LIST), HOME)
    filters = listing.filters(request.GET, request=request)
    columns = chosen_columns(request, listing.table)
    query = query_of(listing, filters, request, columns)
    page = reverse(listing.page)
    if not query:
        return refused(request, ValidationError(NOTHING_TO_SAVE), page)
    form = ViewForm(posted(request))
    view = submit(
        form,
        services.save_view,
        owner=request.user,
        list_name=listing.name,
        query=query,
    )
    if view:
        return done(request, f"View {view} saved.", view)
    return show_form(
        request,
        form,
        title="Save this view",
        submit="Save view",
        parent=page,
        intro="A view keeps the filters, the order and the columns of the list.",
    )


def own_view(request: Request, pk: Any) -> SavedView:
    views = SavedView.objects.changed_by(request.user)
    return get_object_or_404(views.select_related("owner"), pk=pk)


@require_http_methods(FORM)
def view_edit(request: Request, pk: Any) -> HttpResponse:
    view = own_view(request, pk)
    form = ViewForm(posted(request), instance=view)
    changed = submit(form, services.change_view, view=view)
    if changed:
        return done(request, f"View {changed} changed.", changed)
    return show_form(
        request, form, title=f"Edit view {view}", submit="Save", parent=view
    )


@require_http_methods(FORM)
def view_delete(request: Request, pk: Any) -> HttpResponse:
    view = own_view(request, pk)
    return delete_row(
        request,
        view,
        delete=partial(services.delete_view, view=view),
        text="The view disappears for everyone who sees it. The rows of the list stay. "
        "This can't be undone.",
        then=view.listed_at,
    )
