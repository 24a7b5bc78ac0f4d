"""From the last byte to a file that may be restored: its checksum and its place."""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO

from django.db import transaction

from jobs.errors import Failed
from jobs.failpoints import failpoint
from jobs.run import Run
from jobs.services import create_job
from uploads.body import BLOCK
from uploads.models import Upload, UploadState
from uploads.part import sync_folder
from uploads.protocol import Problem
from uploads.receive import LOST

CHECK = "Check"
Tick = Callable[[int], object]  # so many bytes more
REMOVED = "The upload was removed in the meantime."


def begin_check(upload: Upload) -> None:
    """All bytes are there: a worker reads them again for the checksum."""
    with transaction.atomic():
        job = create_job(
            kind="check_upload",
            input={"upload": str(upload.pk)},
            customer=upload.customer,
            requested_by=upload.user,
            trigger="web",
        )
        if not upload.begin_checking(job):
            raise Problem(410, REMOVED)


def perform(run: Run) -> dict[str, Any]:
    upload = Upload.objects.get(pk=run.input["upload"])
    if not upload.is_ready:  # as it is when an earlier attempt got that far
        with run.stage(CHECK, total=upload.length, unit="bytes") as stage:
            check(upload, stage.add)
    return {"file": upload.name, "size": upload.length, "sha256": upload.sha256}


def check(upload: Upload, tick: Tick | None = None) -> None:
    if upload.state != UploadState.CHECKING:
        raise Failed(REMOVED, code="removed")
    with opened(upload) as file:
        size, sha256 = measure(file, tick)
    if why := what_is_wrong(upload, size, sha256):
        problem = f"The file did not arrive as it was sent. {why}"
        refuse(upload, problem, code="damaged", sha256=sha256)
    else:
        publish(upload, sha256)


def opened(upload: Upload) -> BinaryIO:
    """An attempt that crashed, or is quicker, may already have moved it."""
    for place in (upload.part, upload.path):
        with suppress(FileNotFoundError):
            return place.open("rb", buffering=0)
    refuse(upload, LOST, code="lost")
    raise Failed(REMOVED, code="removed")


def measure(file: BinaryIO, tick: Tick | None) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    view = memoryview(bytearray(BLOCK))
    while count := file.readinto(view):  # type: ignore[attr-defined]
        digest.update(view[:count])
        size += count
        if tick:
            tick(count)
    return size, digest.hexdigest()


def what_is_wrong(upload: Upload, size: int, sha256: str) -> str:
    if size != upload.length:
        return f"Only {size:,} of {upload.length:,} bytes are on the disk."
    if upload.declared_sha256 not in ("", sha256):
        return "The SHA-256 of the file differs from the declared one."
    return ""


def refuse(upload: Upload, problem: str, *, code: str, sha256: str = "") -> None:
    if not upload.refuse(problem, sha256=sha256):
        return give_way(upload)
    remove_files(upload)
    raise Failed(f"{problem} Send it again.", code=code)


def publish(upload: Upload, sha256: str) -> None:
    """Out of quarantine first, then the row: a ready one is never without its file."""
    failpoint("upload.before_rename")
    with suppress(FileNotFoundError):  # it was moved, or removed: the row knows
        upload.part.rename(upload.path)
    for folder in (upload.part.parent, upload.path.parent):
        sync_folder(folder)
    failpoint("upload.before_ready")
    if not upload.become_ready(sha256):
        give_way(upload)


def give_way(upload: Upload) -> None:
    """Another attempt was quicker and keeps the file, or someone has removed it."""
    upload.refresh_from_db()
    if upload.is_ready:
        return
    remove_files(upload)
    raise Failed(REMOVED, code="removed")


def remove_files(upload: Upload) -> None:
    for place in (upload.part, upload.path):
        with suppress(FileNotFoundError):
            os.unlink(place)
