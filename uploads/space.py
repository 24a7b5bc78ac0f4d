"""Is there room for another upload: by quota, and on the disk?"""

import os
import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import F, Sum
from django.template.defaultfilters import pluralize

from customers.models import Customer
from tracker.models import User
from tracker.templatetags.figures import size_text
from uploads.models import Upload, UploadQuerySet
from uploads.protocol import Problem

TURNS = 0x75706C64  # of the lock under which uploads are begun


def one_at_a_time() -> None:
    """Until the transaction ends: two that ask at once would be given one room."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURNS])


def check_room(*, length: int, customer: Customer, user: User) -> None:
    """For a new upload. What others have announced counts as if it were there."""
    check_length(length)
    check_open(user)
    check_quotas(length, customer, user)
    announced = total(Upload.objects.unfinished(), F("length") - F("offset"))
    check_disk(length, announced=announced)


def check_length(length: int) -> None:
    if not length:
        raise Problem(413, "The file is empty. Choose another one.")
    if length > settings.UPLOAD_MAX_BYTES:
        most = size_text(settings.UPLOAD_MAX_BYTES)
        raise Problem(413, f"The file is too large. At most {most} can be uploaded.")


def check_open(user: User) -> None:
    """Not 403, as nothing is forbidden: clients of tus try 429 again later."""
    most = settings.UPLOADS_OPEN_USER
    count = Upload.objects.unfinished().filter(user=user).count()
    if most and count >= most:
        raise Problem(
            429,
            f"You have {count:,} unfinished upload{pluralize(count)}, and no more can "
            "be started. Wait until one is finished, or remove one.",
        )


def check_quotas(length: int, customer: Customer, user: User) -> None:
    stored = Upload.objects.stored()
    for limit, rows, whose in (
        (settings.UPLOAD_QUOTA_USER, stored.filter(user=user), "your"),
        (settings.UPLOAD_QUOTA_CUSTOMER, stored.filter(customer=customer), "their"),
        (settings.UPLOAD_QUOTA_TOTAL, stored, "all"),
    ):
        used = total(rows, F("length")) if limit else 0
        if limit and used + length > limit:
            raise Problem(413, over_quota(whose, customer, used, limit))


def over_quota(whose: str, customer: Customer, used: int, limit: int) -> str:
    uploads = {
        "your": "Your uploads",
        "their": f"The uploads of {customer}",
        "all": "All uploads together",
    }[whose]
    return (
        f"{uploads} use {size_text(used)} of {size_text(limit)}, so there is not "
        "enough space for this file. Remove uploads that are no longer needed."
    )


def check_disk(length: int, *, announced: int = 0) -> None:
    room = free_bytes() - settings.RESTORE_RESERVE_BYTES - announced
    if length > room:
        left = f"{size_text(max(room, 0))} free for uploads"
        raise Problem(
            507,
            f"The disk of the server is full ({left}). Free some space there first.",
        )


def free_bytes() -> int:
    place = Path(settings.BACKUP_DIR)
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


def make_folders() -> None:
    for name in ("quarantine", "files"):
        os.makedirs(Path(settings.BACKUP_DIR) / name, mode=0o700, exist_ok=True)


def total(rows: UploadQuerySet, what: object) -> int:
    return rows.order_by().aggregate(total=Sum(what))["total"] or 0  # type: ignore[arg-type]
