"""What a restore may be made of, and making one of what was chosen on the page."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime

from customers.appliances import Appliance
from customers.models import Customer
from jobs.models import Trigger
from restore.asking.earlier import earlier_backup, earlier_backups
from restore.models import DatabaseServer, Restore, RestoredDatabase
from restore.services import database_name, readable_file, start_restore
from tracker.models import User
from tracker.templatetags.figures import size_text
from uploads import inbox
from uploads import services as uploads

NOTHING = "Choose a backup. Upload a file, or select one that is already on the server."
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Naming:
    """Which database a restore would make, and what it would replace."""

    database: str
    server: DatabaseServer
    replaces: RestoredDatabase | None
    running: Restore | None


def naming(customer: Customer, kind: Appliance) -> Naming:
    of_kind = {"customer": customer, "kind": kind}
    return Naming(
        database=database_name(customer, kind),
        server=DatabaseServer.of(customer),
        replaces=RestoredDatabase.objects.present().filter(**of_kind).first(),
        running=Restore.objects.active()
        .filter(**of_kind)
        .select_related("job")
        .first(),
    )


def on_the_server(user: User, customer: Customer) -> list[tuple[str, Choices]]:
    """The files that need not be uploaded, in groups."""
    waiting = [
        (
            f"inbox:{file.key}",
            choice_text(file.name, file.size, localtime(file.modified)),
        )
        for file in inbox.inbox_files(user=user, customer=customer)
    ]
    earlier = [
        (
            f"backup:{backup.key}",
            choice_text(backup.name, backup.size, backup.dated or backup.arrived),
        )
        for backup in earlier_backups(user=user, customer=customer)
    ]
    groups = [("In the inbox", waiting), ("Uploaded or restored before", earlier)]
    return [(title, choices) for title, choices in groups if choices]


def choice_text(name: str, size: int, moment: date) -> str:
    return f"{name}, {size_text(size)}, {date_format(moment, 'j M Y')}"


def restore_chosen(
    *,
    customer: Customer,
    kind: str,
    user: User,
    date: date | None = None,
    upload: str = "",
    here: str = "",
) -> Restore:
    """From an upload, or another file on the server."""
    with transaction.atomic():
        path, name = chosen_file(user, customer, upload, here)
        if running := running_restore(customer, kind, readable_file(str(path), name)):
            return running  # two clicks, or two tabs, mean one restore
        return start_restore(
            customer=customer,
            kind=Appliance(kind),
            path=str(path),
            name=name,
            dated=date,
            trigger=Trigger.WEB,
            requested_by=user,
        )


def keep_form_file(*, file: "UploadedFile[Any]", customer: Customer, user: User) -> str:
    """The choice that means the file of a form, which is sent only once."""
    upload = uploads.receive_form_file(file=file, customer=customer, user=user)
    return f"backup:{upload.pk}"


def chosen_file(
    user: User, customer: Customer, upload: str, here: str
) -> tuple[Path, str]:
    sort, _, key = here.partition(":")
    if upload:
        row = uploads.usable_upload(user=user, customer=customer, pk=upload)
        return row.path, row.name
    if sort == "inbox":
        path = inbox.inbox_path(user=user, customer=customer, key=key)
        return path, os.fsencode(path.name).decode(errors="replace")
    if sort == "backup":
        backup = earlier_backup(user=user, customer=customer, key=key)
        if is_upload(user, customer, key):  # no one removes it in the meantime
            uploads.usable_upload(user=user, customer=customer, pk=key)
        return backup.path, backup.name
    raise ValidationError({"file": NOTHING})


def is_upload(user: User, customer: Customer, key: str) -> bool:
    ready = uploads.ready_uploads(user=user, customer=customer)
    return ready.filter(pk=UUID(key)).exists()


def running_restore(customer: Customer, kind: str, path: Path) -> Restore | None:
    restores = Restore.objects.active().filter(
        customer=customer, kind=kind, file=str(path)
    )
    return restores.first()
