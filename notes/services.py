"""Writing, editing and deleting notes.

Only its author changes a note. Those who may change the customer delete it, too.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from notes.files import delete_attachments
from notes.mentions import renew_mentions
from notes.models import Note, Subject, keys_of
from tracker import services
from tracker.models import User

CHANGE_CUSTOMER = "customers.change_customer"


def may_change(user: User, note: Note) -> bool:
    return note.author_id == user.pk and user.has_perm("notes.change_note")


def may_delete(user: User, note: Note) -> bool:
    theirs = note.author_id == user.pk or user.has_perm(CHANGE_CUSTOMER)
    return theirs and user.has_perm("notes.delete_note")


@transaction.atomic
def add_note(*, subject: Subject, text: str, author: User | None) -> Note:
    note = services.create(Note(**ids_of(subject), text=text, author=author))
    renew_mentions(note)
    return note


def ids_of(subject: Subject) -> dict[str, UUID | None]:
    return {f"{name}_id": value for name, value in keys_of(subject).items()}


@transaction.atomic
def change_note(
    *,
    note: Note,
    text: str,
    by: User,
    version: datetime | None = None,
    remove: Collection[UUID] = (),
) -> Note:
    """`remove`: the attachments that go."""
    if not may_change(by, note):
        raise PermissionDenied
    edited = {"text": text, "edited_at": timezone.now()} if text != note.text else {}
    changed = services.update(note, version=version, **edited)
    if edited:
        renew_mentions(changed)
    delete_attachments(changed.attachments.filter(pk__in=remove))
    return changed


@transaction.atomic
def delete_note(*, note: Note, by: User) -> None:
    if not may_delete(by, note):
        raise PermissionDenied
    locked = Note.objects.select_for_update().filter(pk=note.pk).first()
    if locked is None:
        raise ValidationError(services.GONE)
    delete_attachments(locked.attachments.all())
    locked.delete()
