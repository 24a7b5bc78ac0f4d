"""Bytes from a request into the file of an upload."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import structlog
from django.conf import settings

from uploads import space
from uploads.body import BLOCK, Body, Cut
from uploads.models import Upload, UploadState
from uploads.part import Busy, Part, locked
from uploads.protocol import Checksum, Problem

log = structlog.get_logger(__name__)

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
GONE = (UploadState.REFUSED, UploadState.EXPIRED, UploadState.REMOVED)
LOST = "The uploaded part of this file was lost on the server."
Complete = Callable[[Upload], None]


def receive(
    upload: Upload,
    *,
    offset: int,
    body: Body,
    complete: Complete,
    checksum: Checksum | None = None,
) -> None:
    """Write on from `offset`; `complete` is called when the last byte is safe."""
    with disk_problems(), writing(upload) as fd:
        ensure_continues(upload, offset, body)
        size = upload.remaining if body.expected is None else body.expected
        space.check_disk(size)
        with open_part(upload, fd) as part:
            if checksum:
                write_checked_body(part, upload, body, checksum)
            else:
                write_body(part, upload, body)
            note_progress(upload, part.finish(), complete)


def write_body(part: Part, upload: Upload, body: Body) -> None:
    """Whatever ends it, what is on the disk by then counts."""
    try:
        for _ in blocks(part, upload, body):
            note_progress(upload, part.checkpoint())
    except (Cut, OSError):
        with suppress(OSError):
            note_progress(upload, part.finish())
        raise


def write_checked_body(
    part: Part, upload: Upload, body: Body, checksum: Checksum
) -> None:
    """All or nothing: the checksum is of the whole body."""
    digest = checksum.new()
    try:
        for block in blocks(part, upload, body):
            digest.update(block)
    except (Cut, OSError):
        part.discard()
        raise
    if digest.digest() != checksum.expected:
        part.discard()
        raise Problem(
            460, "The checksum does not match the data received. Send it again."
        )


def blocks(part: Part, upload: Upload, body: Body) -> Iterator[memoryview]:
    view = memoryview(bytearray(BLOCK))
    left = upload.remaining if body.expected is None else body.expected
    while left:
        count = body.read_into(view[:left])
        if count == 0:
            break
        if count:
            left -= count
            part.write(view[:count])
        yield view[: count or 0]  # also of nothing: the disk may have news
    if left and body.expected is not None:
        raise Cut


def note_progress(upload: Upload, safe: int, complete: Complete | None = None) -> None:
    """In the row, which is what everyone else goes by."""
    if safe == upload.length and complete is not None:
        complete(upload)
    elif upload.offset < safe < upload.length and not upload.advance(safe):
        upload.refresh_from_db()
        ensure_receiving(upload)
        raise Problem(
            409, "Another connection has already sent this part. Resume the upload."
        )


@contextmanager
def writing(upload: Upload) -> Iterator[int]:
    """The file, with the row as it is now that no one else writes."""
    space.make_folders()
    ensure_receiving(upload)
    try:
        with locked(
            upload.part,
            patience=settings.UPLOAD_LOCK_SECONDS,
            create=not upload.offset,
        ) as fd:
            upload.refresh_from_db()
            ensure_receiving(upload)
            ensure_there(upload, fd)
            yield fd
    except Busy:
        raise Problem(
            423, "This file is already being uploaded in another tab. Wait a moment."
        ) from None
    except FileNotFoundError:
        lose(upload)


def ensure_receiving(upload: Upload) -> None:
    if upload.state in GONE:
        raise gone(upload)
    if upload.state != UploadState.RECEIVING:
        raise Problem(409, "This upload is complete.", Upload_Offset=str(upload.length))


def gone(upload: Upload) -> Problem:
    why = upload.problem or f"This upload was {upload.get_state_display().lower()}."
    return Problem(410, f"{why} Start the upload again.")


def ensure_there(upload: Upload, fd: int) -> None:
    if os.fstat(fd).st_size < upload.offset:
        lose(upload)


def lose(upload: Upload) -> Any:
    upload.refuse(LOST)
    raise gone(upload)


def ensure_continues(upload: Upload, offset: int, body: Body) -> None:
    if offset != upload.offset:
        raise Problem(
            409,
            f"The upload continues at byte {upload.offset:,}, not at {offset:,}.",
            Upload_Offset=str(upload.offset),
        )
    if body.expected is not None and body.expected > upload.remaining:
        raise Problem(
            413,
            "More data was sent than is missing. The file is longer than declared.",
        )


def open_part(upload: Upload, fd: int) -> Part:
    return Part(
        fd,
        upload.offset,
        every=settings.UPLOAD_SYNC_BYTES,
        seconds=settings.UPLOAD_SYNC_SECONDS,
    )


@contextmanager
def disk_problems() -> Iterator[None]:
    try:
        yield
    except Cut as cut:
        raise Problem(
            400, "The connection was lost. The part already uploaded is kept."
        ) from cut
    except OSError as error:
        if error.errno in FULL:
            raise Problem(
                507,
                "The disk of the server is full. The part already uploaded is kept. "
                "Free some space there, then resume.",
            ) from error
        log.exception("upload_not_written")
        raise Problem(
            503,
            "The file can't be written to the server's disk. Ask your administrator.",
        ) from error
