"""Notes as pages show them: the latest, then older ones."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from customers.models import Customer
from notes.forms import NoteForm
from notes.models import Note, Subject
from notes.services import may_change, may_delete
from phases.models import Phase
from projects.models import Project
from tracker.models import User
from tracker.paging import Cursor, key_page

SHOWN = 10
KINDS: dict[str, Any] = {"customer": Customer, "project": Project, "phase": Phase}


@dataclass(frozen=True)
class ShownNote:
    note: Note
    may_change: bool
    may_delete: bool


def journal(subject: Subject, user: User, cursor: str = "") -> dict[str, Any]:
    """What the list of notes needs."""
    rows = Note.objects.about(subject).with_parts()
    page = key_page(rows, order="-created_at", cursor=cursor, size=SHOWN)
    return {
        "notes": [
            ShownNote(note, may_change(user, note), may_delete(user, note))
            for note in page.rows
        ],
        "older_url": page.next and list_url(subject, page.next),
        "newest_url": page.previous and list_url(subject),
    }


def journal_with_form(subject: Subject, user: User) -> dict[str, Any]:
    may_add = user.has_perm("notes.add_note")
    # Ids of its own, beside a form in the panel of the page.
    form = NoteForm(customer=customer_of(subject), auto_id="new_note_%s")
    return {
        **journal(subject, user),
        "note_form": form if may_add else None,
        "add_url": address("add_to", subject),
    }


def customer_of(subject: Subject) -> Customer:
    return subject if isinstance(subject, Customer) else subject.customer


def list_url(subject: Subject, cursor: str = "") -> str:
    url = address("of", subject)
    return f"{url}?page={cursor}" if cursor else url


def address(name: str, subject: Subject) -> str:
    kind = subject._meta.model_name
    return reverse(f"notes:{name}_{kind}", args=[subject.pk])


def place_of(note: Note) -> str:
    """Where the note is to be seen: on its subject's page, or among older ones."""
    same_time = Q(created_at=note.created_at, pk__gt=note.pk)
    newer = Note.objects.about(note.subject).filter(
        Q(created_at__gt=note.created_at) | same_time
    )
    latest = list(newer.order_by("created_at", "pk")[:SHOWN])
    if len(latest) < SHOWN:
        return f"{note.subject.get_absolute_url()}#{note.anchor}"
    before = latest[0]
    cursor = Cursor(before.created_at, str(before.pk), backwards=False).encode()
    return f"{list_url(note.subject, cursor)}#{note.anchor}"
