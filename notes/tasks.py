from django.db.models import Q, QuerySet

from customers.models import Customer
from jobs.recovery import sweeper
from notes.files import remove_left_files
from notes.models import Attachment, Note
from notes.services import add_note
from phases.models import Phase
from phases.services.purge import goes_too
from phases.services.remarks import keeps_remarks
from projects.models import Project
from tracker.models import User


@keeps_remarks
def keep_remark(phase: Phase, text: str, by: User | None) -> None:
    add_note(subject=phase, text=text, author=by)


@goes_too
def notes_that_go(row: Customer | Project) -> dict[str, int]:
    notes = notes_below(row)
    files = Attachment.objects.filter(note__in=notes)
    return {"notes": notes.count(), "attachments": files.count()}


def notes_below(row: Customer | Project) -> QuerySet[Note]:
    if isinstance(row, Customer):
        return Note.objects.filter(customer=row)
    return Note.objects.filter(Q(project=row) | Q(phase__project=row))


@sweeper("attachments")
def sweep_attachments() -> str:
    count = remove_left_files()
    return f"{count:,} files removed" if count else ""
