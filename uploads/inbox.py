"""Files that were put into the inbox, to be used instead of uploading them.

A file is chosen by a key that only the list itself gives out. So no path is ever made
of what a client sent, and nothing outside the list can be chosen.
"""

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from customers.models import Customer
from tracker.models import User
from uploads.protocol import clean_name

SHOWN = 200
UNFINISHED_NAMES = (".part", ".partial", ".filepart", ".crdownload", ".tmp", "~")


@dataclass(frozen=True)
class InboxFile:
    key: str
    name: str  # text, to be shown
    size: int
    modified: datetime
    path: Path


def inbox_files(*, user: User, customer: Customer) -> list[InboxFile]:
    """Newest first. Files of no customer are for those who see every customer."""
    if not settings.BACKUP_INBOX:
        return []
    inbox = Path(settings.BACKUP_INBOX)
    folders = [inbox / customer.database_suffix]
    if user.sees_everything:
        folders.append(inbox)
    files = [file for folder in folders for file in files_in(folder, inbox)]
    files.sort(key=lambda file: file.modified, reverse=True)
    return files[:SHOWN]


def inbox_path(*, user: User, customer: Customer, key: str) -> Path:
    for file in inbox_files(user=user, customer=customer):
        if file.key == key:
            return file.path
    raise ValidationError(
        {"inbox": "This file is no longer in the inbox. Choose another one."}
    )


def files_in(folder: Path, inbox: Path) -> Iterator[InboxFile]:
    if folder != inbox and folder.is_symlink():
        return
    try:
        entries = list(os.scandir(folder))
    except OSError:  # there is none for this customer, or it cannot be read
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
    """A regular file that no one writes to any more, as far as one can see.

    Its inode's time is asked, as programs that copy set the file's own to the past.
    """
    named = not name.startswith(".") and not name.lower().endswith(UNFINISHED_NAMES)
    quiet = abs(time.time() - status.st_ctime) >= settings.BACKUP_INBOX_QUIET_SECONDS
    return named and stat.S_ISREG(status.st_mode) and status.st_size > 0 and quiet


def key_of(relative: Path) -> str:
    return hashlib.sha256(os.fsencode(relative)).hexdigest()[:32]
