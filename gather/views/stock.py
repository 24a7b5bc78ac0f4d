"""Counting a database again, and discarding an inventory."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from gather.forms import DiscardForm
from gather.pages.display import database_of
from gather.services import stock as services
from gather.views.inventories import visible_inventory
from tracker.access import needs
from tracker.pages import FORM, done, posted, refused, show_form
from tracker.request import Request
from tracker.services import submit

DATABASE_DELETED = (
    "The database behind this inventory has been deleted. Restore the backup again, "
    "then recount."
)


@require_POST
@needs("gather.add_inventory")
def recount(request: Request, pk) -> HttpResponse:
    inventory = visible_inventory(request, pk)
    database = database_of(inventory)
    try:
        if database is None:
            raise ValidationError(DATABASE_DELETED)
        job = services.request_recount(database=database, requested_by=request.user)
    except ValidationError as error:
        return refused(request, error, inventory)
    return done(request, f"Counting {database} again.", job)


@require_http_methods(FORM)
@needs("gather.change_inventory")
def discard(request: Request, pk) -> HttpResponse:
    inventory = visible_inventory(request, pk)
    form = DiscardForm(posted(request))
    count = submit(
        form,
        services.discard_inventory,
        inventory=inventory,
        discarded_by=request.user,
    )
    if count is not None:
        text = f"Inventory discarded: {inventory}."
        return done(request, text, inventory)
    return show_form(
        request,
        form,
        title=f"Discard {inventory}?",
        submit="Discard",
        parent=inventory,
        intro="No more data can be gathered from this inventory. You can undo this.",
        danger=True,
    )


@require_POST
@needs("gather.change_inventory")
def reinstate(request: Request, pk) -> HttpResponse:
    inventory = visible_inventory(request, pk)
    services.reinstate_inventory(inventory=inventory)
    return done(request, f"Inventory in use again: {inventory}.", inventory)
