"""Pages that rows of several rooms share: deleting one, switching selected ones."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import resolve_url

from tracker import services
from tracker.lists import bulk_result, chosen
from tracker.pages import back, done, refused, show_confirmation
from tracker.request import Request


def delete_row(
    request: Request,
    row: Model,
    *,
    delete: Callable[[], object],
    text: str,
    then: Any,
) -> HttpResponse:
    """Ask, with `text` about what goes and what stays; then delete and go on."""
    noun = row._meta.verbose_name
    if request.method != "POST":
        return show_confirmation(
            request,
            title=f"Delete {row}?",
            text=text,
            submit=f"Delete {noun}",
            parent=row,
        )
    try:
        delete()
    except ValidationError as error:
        return refused(request, error, row)
    return done(request, f"{str(noun).capitalize()} {row} deleted.", then)


def switch_selected(
    request: Request, rows: QuerySet[Any], *, active: bool, list_page: str
) -> HttpResponse:
    """Deactivate or reactivate the rows that were selected in a list."""
    verb = "reactivated" if active else "deactivated"
    return change_selected(
        request,
        rows,
        change=lambda selected: services.set_active(selected, active=active),
        verb=verb,
        list_page=list_page,
    )


def change_selected(
    request: Request,
    rows: QuerySet[Any],
    *,
    change: Callable[[list[Any]], int],
    verb: str,
    list_page: str,
) -> HttpResponse:
    try:
        count = change(chosen(request, rows))
    except ValidationError as error:
        return refused(request, error, list_page)
    noun, plural = rows.model._meta.verbose_name, rows.model._meta.verbose_name_plural
    messages.success(request, bulk_result(count, str(noun), str(plural), verb))
    return back(request, resolve_url(list_page))
