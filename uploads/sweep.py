"""What uploads leave behind, and removing it. Each step may be repeated."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pghistory
import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models.functions import Now
from django.utils import timezone

from uploads.checking import remove_files
from uploads.keepers import used_since
from uploads.models import STORED, UNFINISHED, Upload, UploadQuerySet
from uploads.receive import LOST
from uploads.services import remove_upload

log = structlog.get_logger(__name__)

AT_ONCE = 200
STRANGE = timedelta(days=1)  # how long a file that no row knows of is left alone


def sweep() -> str:
    with pghistory.context(command="reconcile", door="reconciler"):
        counts = {
            "expired": expire(),
            "without a file": refuse_lost() if is_mounted() else 0,
            "kept long enough": remove_old(),
            "files removed": remove_left_files(),
        }
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)


def expire() -> int:
    late = Upload.objects.unfinished().filter(expires_at__lt=Now())[:AT_ONCE]
    days = settings.UPLOAD_EXPIRY_DAYS
    expired = [u for u in late if u.expire(f"Nothing was received for {days} days.")]
    for upload in expired:
        remove_files(upload)
    return len(expired)


def is_mounted() -> bool:
    """A shared folder that is away for a while does not make files lost."""
    return quarantine().is_dir()


def quarantine() -> Path:
    return Path(settings.BACKUP_DIR) / "quarantine"


def refuse_lost() -> int:
    """Unfinished ones whose file is gone cannot continue."""
    begun = Upload.objects.unfinished().filter(offset__gt=0)[:AT_ONCE]
    missing = (u for u in begun if not u.part.exists() and not u.path.exists())
    return sum(is_still_missing(upload) and upload.refuse(LOST) for upload in missing)


def is_still_missing(upload: Upload) -> bool:
    """It may have been moved, and become ready, since it was looked for."""
    upload.refresh_from_db()
    return upload.state in UNFINISHED and not upload.path.exists()


def remove_old() -> int:
    removed = 0
    for upload in kept_long_enough()[:AT_ONCE]:
        with suppress(ValidationError):  # a restore has begun since
            remove_upload(upload=upload)
            removed += 1
    return removed


def kept_long_enough() -> UploadQuerySet:
    """Not those that were used since."""
    if not settings.BACKUP_KEEP_DAYS:
        return Upload.objects.none()
    before = timezone.now() - timedelta(days=settings.BACKUP_KEEP_DAYS)
    rows = Upload.objects.ready().filter(ready_at__lt=before)
    paths = {str(upload.path): upload.pk for upload in rows[: 10 * AT_ONCE]}
    recent = {paths[path] for path in used_since(paths, before)}
    return rows.exclude(pk__in=recent)


def remove_left_files() -> int:
    """Files of rows that need none, and after a day files of no row at all."""
    places = {pk: place for place in files() if (pk := id_of(place))}
    rows = Upload.objects.filter(pk__in=places).values_list("pk", "state")
    states = dict(rows)
    removed = 0
    for pk, place in places.items():
        if states.get(pk) not in STORED and (pk in states or is_strange(place)):
            with suppress(FileNotFoundError):
                os.unlink(place)
                removed += 1
    return removed


def files() -> Iterator[Path]:
    for folder in (quarantine(), Path(settings.BACKUP_DIR) / "files"):
        with suppress(FileNotFoundError):
            yield from folder.iterdir()


def id_of(place: Path) -> UUID | None:
    try:
        return UUID(place.name.removesuffix(".part"))
    except ValueError:
        return None  # not one of ours


def is_strange(place: Path) -> bool:
    try:
        return time.time() - place.stat().st_mtime > STRANGE.total_seconds()
    except FileNotFoundError:
        return False
