from typing import Any

from notes.mentions import unread_count
from notes.models import Attachment, Mention, Note, Subject, keys_of
from notes.showing import KINDS, journal_with_form
from tracker.history import Entry, events, history, history_includes
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


def history_of_notes(subject: Subject) -> list[Entry]:
    """And of their files, also where the notes are gone."""
    about = events(Note).filter(**keys_of(subject))
    notes = history(about)
    if not notes:
        return []
    files = events(Attachment).filter(note__in=about.values("pgh_obj_id"))
    return [*notes, *history(files)]


for kind, model in KINDS.items():
    panel(f"{kind}.journal", "notes/journal.html")(notes_of)
    history_includes(model, history_of_notes)


@panel("home.mentions", "notes/at_home.html")
def mentions_at_home(request: Request, _: Any) -> dict[str, Any] | None:
    unread = Mention.objects.of(request.user).unread().with_notes()[:AT_HOME]
    return {"mentions": unread} if unread else None
