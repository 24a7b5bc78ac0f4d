from typing import Any

from notes.models import Attachment, Note
from tracker.models import User
from tracker.searching import Hit, around, finder


def path_of(note: Note) -> str:
    """From the customer down to what the note is about."""
    project = note.phase.project if note.phase else note.project
    return ", ".join(str(row) for row in (note.customer, project, note.phase) if row)


def show_note(note: Note, words: list[str]) -> Hit:
    return Hit(around(note.text, words), note.get_absolute_url(), path_of(note))


@finder(
    "Notes",
    order=80,
    permission="notes.view_note",
    own=("text",),
    above=("phase__name", "project__name", "customer__name"),
    show=show_note,
)
def notes(user: User) -> Any:
    written = Note.objects.for_user(user)
    return written.select_related("customer", "project", "phase__project")


def show_attachment(row: Attachment, words: list[str]) -> Hit:
    return Hit(row.name, row.note.get_absolute_url(), path_of(row.note))


@finder(
    "Files on notes",
    order=85,
    permission="notes.view_attachment",
    own=("name",),
    above=("note__phase__name", "note__project__name", "customer__name"),
    show=show_attachment,
)
def attachments(user: User) -> Any:
    return Attachment.objects.for_user(user).select_related(
        "note__customer", "note__project", "note__phase__project"
    )
