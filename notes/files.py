"""Files of notes: keeping them, and removing them with their notes.

The file is written first and its row second, so that a row is never without its file.
What a crash or a purge leaves is a file without a row, which the sweeper removes.
"""

import errno
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.template.defaultfilters import pluralize

from customers.models import Customer
from notes.models import Attachment, Note
from tracker import services
from tracker.templatetags.figures import size_text
from uploads.form import DISK_FULL, FULL, RefusedFile
from uploads.part import sync_folder
from uploads.protocol import LONGEST_NAME, NAMELESS, last_part

log = structlog.get_logger(__name__)

BLOCK = 2**20
AT_ONCE = 1000
STRANGE = timedelta(hours=1)  # for which a file without a row may still get one
NOT_WRITTEN = "The file can't be written to the server's disk. Ask your administrator."
NOTE_GONE = "The note has been deleted in the meantime."
EMPTY = "The file is empty."
Files = Iterable["UploadedFile[Any]"]


def attach_files(
    *, note: Note, files: Files, refused: Iterable[RefusedFile] = ()
) -> list[str]:
    """Keeps what it can; gives a sentence or two for each file that it cannot."""
    problems = [
        not_attached(file.name, DISK_FULL if file.is_full else too_large())
        for file in refused
    ]
    for file in files:
        try:
            attach_file(note=note, file=file)
        except ValidationError as error:
            problems.append(not_attached(file.name or "", " ".join(error.messages)))
    return problems


def not_attached(name: str, why: str) -> str:
    return f"“{shown_name(name)}” was not attached. {why}"


def attach_file(*, note: Note, file: "UploadedFile[Any]") -> Attachment:
    size = file.size or 0
    if not size:
        raise ValidationError(EMPTY)
    if size > largest():
        raise ValidationError(too_large())
    row = Attachment(id=uuid4(), note=note, customer_id=note.customer_id, size=size)
    row.name = shown_name(file.name or "")
    with written(row, file), transaction.atomic():
        check_room(note, size)
        return services.create(row)


def largest() -> int:
    return min(settings.ATTACHMENT_MAX_BYTES, settings.UPLOAD_FORM_BYTES)


def too_large() -> str:
    return f"Files of up to {size_text(largest())} can be attached."


def shown_name(text: str) -> str:
    """Text to be shown, never a path, and short enough for every file system."""
    name = last_part(text) or NAMELESS
    stem, dot, extension = name.rpartition(".")
    end = f"{dot}{extension}" if stem and len(extension) < 20 else ""
    head = name.removesuffix(end).encode()[: LONGEST_NAME - len(end.encode())]
    return f"{head.decode(errors='ignore')}{end}"


@contextmanager
def written(row: Attachment, file: "UploadedFile[Any]") -> Iterator[None]:
    """The file is on the disk within, and stays if nothing goes wrong there."""
    try:
        with disk_problems():
            row.sha256 = write(row.path, file)
        yield
    except BaseException:
        unlink(row.path)
        raise


@contextmanager
def disk_problems() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (*FULL, errno.EFBIG):
            raise ValidationError(DISK_FULL) from error
        log.exception("attachment_not_written")
        raise ValidationError(NOT_WRITTEN) from error


def write(path: Path, file: "UploadedFile[Any]") -> str:
    os.makedirs(path.parent, mode=0o700, exist_ok=True)
    digest = sha256()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o600), "wb") as target:
        for block in file.chunks(BLOCK):
            digest.update(block)
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    sync_folder(path.parent)
    return digest.hexdigest()


def check_room(note: Note, size: int) -> None:
    """Two that attach at once are counted one after the other."""
    Customer.objects.select_for_update(no_key=True).filter(pk=note.customer_id).first()
    if not Note.objects.select_for_update(no_key=True).filter(pk=note.pk).exists():
        raise ValidationError(NOTE_GONE)
    most = settings.ATTACHMENTS_PER_NOTE
    if note.attachments.count() >= most:
        raise ValidationError(f"A note can have {most:,} file{pluralize(most)}.")
    limit = settings.ATTACHMENT_QUOTA_CUSTOMER
    used = used_by(note.customer_id) if limit else 0
    if limit and used + size > limit:
        raise ValidationError(
            f"The files on notes of {note.customer} use {size_text(used)} of "
            f"{size_text(limit)}. Remove files that are no longer needed."
        )


def used_by(customer_id: UUID) -> int:
    rows = Attachment.objects.filter(customer=customer_id)
    return rows.aggregate(total=Sum("size"))["total"] or 0


def opened(attachment: Attachment) -> BinaryIO | None:
    """Nothing when the file is not on this machine."""
    try:
        flags = os.O_RDONLY | os.O_NOFOLLOW
        return os.fdopen(os.open(attachment.path, flags), "rb")
    except OSError:
        log.warning("attachment_missing", attachment=str(attachment.pk))
        return None


def delete_attachments(rows: Iterable[Attachment]) -> None:
    """Within a transaction: the files go when it has ended well."""
    for row in rows:
        path = row.path
        row.delete()
        transaction.on_commit(partial(unlink, path))


def unlink(path: Path) -> None:
    with suppress(OSError):
        os.unlink(path)


def remove_left_files() -> int:
    """Files of notes that are gone with their customer, or were never stored."""
    removed, paths = 0, old_files()
    while some := dict(islice(paths, AT_ONCE)):
        known = Attachment.objects.filter(pk__in=some).values_list("pk", flat=True)
        for pk in some.keys() - set(known):
            unlink(some[pk])
            removed += 1
    return removed


def old_files() -> Iterator[tuple[UUID, Path]]:
    """Of ours, with the ids of their rows."""
    before = time.time() - STRANGE.total_seconds()
    with suppress(FileNotFoundError), os.scandir(settings.ATTACHMENT_DIR) as entries:
        for entry in entries:
            with suppress(FileNotFoundError, ValueError):
                pk = UUID(entry.name)
                if entry.stat(follow_symlinks=False).st_mtime < before:
                    yield pk, Path(entry.path)
