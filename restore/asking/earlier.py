"""Backups that are already on the server: uploaded, or restored before.

One is chosen by a key that only the list itself gives out, never by a path.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.core.exceptions import ValidationError

from customers.models import Customer
from restore.models import Backup
from tracker.models import User
from uploads.models import Upload

EARLIER = 20


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


def earlier_backups(*, user: User, customer: Customer) -> list[Earlier]:
    """Each file once, newest first; only those whose file is still there."""
    backups: dict[str, Earlier] = {}
    uploaded = uploaded_backups(user, customer)
    for backup in (*uploaded, *restored_backups(user, customer)):
        if backup.sha256 not in backups and backup.path.is_file():
            backups[backup.sha256] = backup
    return sorted(backups.values(), key=lambda backup: backup.arrived, reverse=True)


def earlier_backup(*, user: User, customer: Customer, key: str) -> Earlier:
    for backup in earlier_backups(user=user, customer=customer):
        if backup.key == key:
            return backup
    raise ValidationError(
        {"backup": "This backup is no longer on the server. Choose another one."}
    )


def uploaded_backups(user: User, customer: Customer) -> Iterator[Earlier]:
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


def restored_backups(user: User, customer: Customer) -> Iterator[Earlier]:
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
