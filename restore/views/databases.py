"""Restored databases, the disk space they need, and deleting them."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_safe

from customers.models import Customer
from jobs.models import Job
from jobs.views import progress_context
from restore import display, services
from restore.assigning import assign_server
from restore.filters import DatabaseFilter
from restore.forms import ServerForm
from restore.models import DatabaseServer, PlaceReport, RestoredDatabase
from restore.tables import DatabaseTable
from tracker.access import needs
from tracker.history import history_of
from tracker.lists import show_list
from tracker.pages import (
    FORM,
    done,
    posted,
    refused,
    show_confirmation,
    show_form,
)
from tracker.reauthentication import confirm_identity
from tracker.request import Request
from tracker.services import submit
from tracker.templatetags.figures import size_text


@require_safe
@needs("restore.view_restoreddatabase")
def database_list(request: Request) -> HttpResponseBase:
    databases = RestoredDatabase.objects.for_user(request.user)
    return show_list(
        request,
        queryset=databases.with_people().sortable(),
        table_class=DatabaseTable,
        filter_class=DatabaseFilter,
        template="restore/databases.html",
    )


@require_safe
@needs("restore.view_restoreddatabase")
def database_detail(request: Request, pk) -> HttpResponse:
    database = visible_database(request, pk)
    dropping = dropping_of(database)
    context = {
        "database": database,
        "tables": display.tables_of(database.restore),
        "gather_url": display.gather_url(database.restore),
        "history": history_of(database),
        **(progress_context(request, dropping) if dropping else {}),
    }
    return render(request, "restore/database.html", context)


@require_http_methods(FORM)
@needs("restore.delete_restoreddatabase")
def database_drop(request: Request, pk) -> HttpResponse:
    database = visible_database(request, pk)
    purpose = f"delete {database}, which was restored for {database.customer}"
    confirm_identity(request, purpose, database)
    if request.method != "POST":
        return show_confirmation(
            request,
            title=f"Delete {database}?",
            text=what_goes(database),
            submit="Delete database",
            parent=database,
        )
    try:
        services.request_drop(database=database, by=request.user)
    except ValidationError as error:
        return refused(request, error, database)
    return done(request, f"{database} is being deleted.", database)


def what_goes(database: RestoredDatabase) -> str:
    dated = (
        date_format(database.dated, "j M Y") if database.dated else "an unknown date"
    )
    return (
        f"This deletes the {database.get_kind_display()} database of "
        f"{database.customer} ({size_text(database.size)}, data as of {dated}) from "
        f"the server {database.server}. Inventories and measurements are kept. You can "
        "restore its backup again later."
    )


@require_http_methods(FORM)
@needs("restore.change_serverassignment")
def customer_server(request: Request, pk) -> HttpResponse:
    """Which database server a customer's restores go to."""
    customer = get_object_or_404(Customer.objects.for_user(request.user), pk=pk)
    current = DatabaseServer.of(customer)
    servers = DatabaseServer.objects.filter(Q(active=True) | Q(pk=current.pk))
    form = ServerForm(posted(request), initial={"server": current}, servers=servers)
    assigned = submit(form, assign_server, customer=customer)
    if assigned:
        text = f"Restores for {customer} go to {assigned.server}."
        return done(request, text, customer)
    return show_form(
        request,
        form,
        title=f"Database server of {customer}",
        submit="Save",
        parent=customer,
        intro="The next restores for this customer create their databases there. "
        "The server can be changed while none of the customer's databases is in use.",
    )


@require_safe
@needs("restore.add_restore")
def disk(request: Request) -> HttpResponse:
    """As last reported: a page asks no database server."""
    context = {"reports": PlaceReport.objects.select_related("server")}
    return render(request, "restore/disk.html", context)


def dropping_of(database: RestoredDatabase) -> Job | None:
    """The latest job that dropped it, or tries to."""
    jobs = Job.objects.filter(customer=database.customer, kind="drop_database")
    mine = jobs.filter(input__database=str(database.pk))
    return mine.with_people().order_by("-queued_at").first()


def visible_database(request: Request, pk) -> RestoredDatabase:
    databases = RestoredDatabase.objects.for_user(request.user).with_people()
    return get_object_or_404(databases, pk=pk)
