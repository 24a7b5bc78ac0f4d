"""Backups that are on the server already: in the inbox, or from an earlier restore.

A file is chosen by a key that only the list itself gives out. So no path is ever made
of what a client sent, and nothing outside the list can be chosen.
"""

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from customers.models import Customer
from restore.models import Backup
from restore.uploads.models import Upload
from restore.uploads.protocol import clean_name
from tracker.models import User

SHOWN = 200
EARLIER = 20
UNFINISHED_NAMES = (".part", ".partial", ".filepart", ".crdownload", ".tmp", "~")


@dataclass(frozen=True)
class InboxFile:
    key: str
    name: str  # text, to be shown
    size: int
    modified: datetime
    path: Path


@dataclass(frozen=True)
class Earlier:
    """A file that was uploaded or restored before, and is still there."""

    key: str
    name: str
    size: int
    sha256: str
    dated: date | None
    arrived: datetime
    path: Path


def inbox_files(*, user: User, customer: Customer) -> list[InboxFile]:
    """Newest first. Files of no customer are for those who see every customer."""
    if not settings.BACKUP_INBOX:
        return []
    inbox = Path(settings.BACKUP_INBOX)
    folders = [inbox / customer.database_suffix]
    if user.sees_everything:
        folders.append(inbox)
    found = [file for folder in folders for file in files_in(folder, inbox)]
    found.sort(key=lambda file: file.modified, reverse=True)
    return found[:SHOWN]


def inbox_path(*, user: User, customer: Customer, key: str) -> Path:
    for file in inbox_files(user=user, customer=customer):
        if file.key == key:
            return file.path
    raise ValidationError({"inbox": "This file is no longer in the inbox."})


def files_in(folder: Path, inbox: Path) -> Iterator[InboxFile]:
    if folder != inbox and folder.is_symlink():
        return
    try:
        entries = list(os.scandir(folder))
    except OSError:  # there is none for this customer, or it can not be read
        return
    for entry in entries:
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError:
            continue  # gone since
        if is_complete(entry.name, status):
            yield InboxFile(
                key=key_of(Path(entry.path).relative_to(inbox)),
                name=clean_name(entry.name.encode("utf-8", "replace").decode()),
                size=status.st_size,
                modified=datetime.fromtimestamp(status.st_mtime, UTC),
                path=Path(entry.path),
            )


def is_complete(name: str, status: os.stat_result) -> bool:
    """A regular file that nobody writes to any more, as far as one can see.

    Its inode's time is asked, as programs that copy set the file's own to the past.
    """
    named = not name.startswith(".") and not name.lower().endswith(UNFINISHED_NAMES)
    quiet = abs(time.time() - status.st_ctime) >= settings.BACKUP_INBOX_QUIET_SECONDS
    return named and stat.S_ISREG(status.st_mode) and status.st_size > 0 and quiet


def key_of(relative: Path) -> str:
    return hashlib.sha256(os.fsencode(relative)).hexdigest()[:32]


def earlier_backups(*, user: User, customer: Customer) -> list[Earlier]:
    """Each file once, newest first; only those whose file is still there."""
    found: dict[str, Earlier] = {}
    for each in (*uploaded(user, customer), *restored(user, customer)):
        if each.sha256 not in found and each.path.is_file():
            found[each.sha256] = each
    return sorted(found.values(), key=lambda each: each.arrived, reverse=True)


def earlier_backup(*, user: User, customer: Customer, key: str) -> Earlier:
    for each in earlier_backups(user=user, customer=customer):
        if each.key == key:
            return each
    raise ValidationError({"backup": "This backup is no longer on the server."})


def uploaded(user: User, customer: Customer) -> Iterator[Earlier]:
    rows = Upload.objects.for_user(user).ready().filter(customer=customer)
    for row in rows.order_by("-ready_at")[:EARLIER]:
        yield Earlier(
            key=str(row.pk),
            name=row.name,
            size=row.length,
            sha256=row.sha256,
            dated=None,
            arrived=row.ready_at or row.created_at,
            path=row.path,
        )


def restored(user: User, customer: Customer) -> Iterator[Earlier]:
    rows = Backup.objects.for_user(user).filter(customer=customer)
    for row in rows.order_by("-created_at")[:EARLIER]:
        yield Earlier(
            key=str(row.pk),
            name=row.name,
            size=row.size,
            sha256=row.sha256,
            dated=row.dated,
            arrived=row.created_at,
            path=Path(row.path),
        )
