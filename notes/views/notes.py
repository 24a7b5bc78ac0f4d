from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from notes.files import attach_files
from notes.forms import FILES, NoteEditForm, NoteForm
from notes.models import Note, Subject
from notes.services import add_note, change_note, delete_note, may_change, may_delete
from notes.showing import KINDS, customer_of, journal, place_of
from tracker.access import needs
from tracker.htmx import is_partial, show
from tracker.pages import (
    FORM,
    crumbs,
    done,
    posted,
    refused,
    show_confirmation,
    show_form,
)
from tracker.request import Request
from tracker.services import submit
from uploads.form import form_files

CHOOSE_AGAIN = "The files were not kept. Choose them again."


def subject_of(request: Request, kind: str, pk: Any) -> Any:
    rows = KINDS[kind].objects.for_user(request.user)
    above = {"project": ("customer",), "phase": ("project__customer",)}
    return get_object_or_404(rows.select_related(*above.get(kind, ())), pk=pk)


@require_safe
@needs("notes.view_note")
def note_list(request: Request, kind: str, pk) -> HttpResponse:
    subject = subject_of(request, kind, pk)
    context = {
        "subject": subject,
        "crumbs": crumbs(subject),
        **journal(subject, request.user, request.GET.get("page", "")),
    }
    return show(request, "notes/list.html", context, part="rows")


@require_POST
@needs("notes.add_note")
def note_add(request: Request, kind: str, pk) -> HttpResponse:
    subject = subject_of(request, kind, pk)
    files, dropped = form_files(request, FILES)
    form = NoteForm(request.POST, customer=customer_of(subject))
    note = submit(form, add_note, subject=subject, author=request.user)
    if note:
        tell(request, attach_files(note=note, files=files, refused=dropped))
        return done(request, "Note added.", after(request, subject))
    if files or dropped:
        form.add_error(None, CHOOSE_AGAIN)
    return show_form(
        request,
        form,
        title=f"Add a note to {subject}",
        submit="Add note",
        parent=subject,
    )


def tell(request: Request, problems: list[str]) -> None:
    for problem in problems:
        messages.error(request, problem)


def after(request: Request, subject: Subject) -> str:
    """To where the notes are; HTMX loads the page only if the address has no anchor."""
    url = subject.get_absolute_url()
    return url if is_partial(request) else f"{url}#notes"


@require_safe
@needs("notes.view_note")
def note_detail(request: Request, pk) -> HttpResponse:
    return redirect(place_of(find(request, pk)))


@require_http_methods(FORM)
@needs("notes.change_note")
def note_edit(request: Request, pk) -> HttpResponse:
    note = find(request, pk)
    if not may_change(request.user, note):
        raise PermissionDenied
    files, dropped = form_files(request, FILES)
    form = NoteEditForm(posted(request), instance=note)
    if submit(form, change_note, note=note, by=request.user):
        tell(request, attach_files(note=note, files=files, refused=dropped))
        return done(request, "Note saved.", after(request, note.subject))
    if files or dropped:
        form.add_error(None, CHOOSE_AGAIN)
    return show_form(
        request, form, title="Edit note", submit="Save", parent=note.subject
    )


@require_http_methods(FORM)
@needs("notes.delete_note")
def note_delete(request: Request, pk) -> HttpResponse:
    note = find(request, pk)
    if not may_delete(request.user, note):
        raise PermissionDenied
    if request.method != "POST":
        return show_confirmation(
            request,
            title="Delete this note?",
            text=f"This deletes “{note}” and its files. The text stays in the history.",
            submit="Delete note",
            parent=note.subject,
        )
    try:
        delete_note(note=note, by=request.user)
    except ValidationError as error:
        return refused(request, error, note.subject)
    return done(request, "Note deleted.", after(request, note.subject))


def find(request: Request, pk: Any) -> Note:
    return get_object_or_404(Note.objects.for_user(request.user).with_all(), pk=pk)
