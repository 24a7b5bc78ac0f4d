from typing import Any

from notes.mentions import unread_count
from notes.models import Attachment, Mention, Note, Subject, keys_of
from notes.showing import KINDS, journal_with_form
from tracker.history import events, history_includes
from tracker.panels import panel, section
from tracker.request import Request

AT_HOME = 5

section(
    "Mentions",
    "notes:mentions",
    icon="note",
    order=15,
    permission="notes.view_note",
    count=unread_count,
)


def notes_of(request: Request, subject: Subject) -> dict[str, Any] | None:
    if not request.user.has_perm("notes.view_note"):
        return None
    return journal_with_form(subject, request.user)


def note_events(subject: Subject) -> Any:
    return events(Note).filter(**keys_of(subject))


def attachment_events(subject: Subject) -> Any:
    """Also of notes that are gone."""
    notes = note_events(subject).values("pgh_obj_id")
    return events(Attachment).filter(note__in=notes)


for kind, model in KINDS.items():
    panel(f"{kind}.journal", "notes/journal.html")(notes_of)
    history_includes(model, note_events)
    history_includes(model, attachment_events)


@panel("home.mentions", "notes/at_home.html")
def mentions_at_home(request: Request, _: Any) -> dict[str, Any] | None:
    unread = Mention.objects.of(request.user).unread().with_notes()[:AT_HOME]
    return {"mentions": unread} if unread else None
