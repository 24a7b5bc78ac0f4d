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

NOTHING = "Choose a backup: send a file, or take one that is on the server already."
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
    """What can be chosen instead of sending it, in groups."""
    waiting = [
        (f"inbox:{file.key}", told(file.name, file.size, localtime(file.modified)))
        for file in inbox.inbox_files(user=user, customer=customer)
    ]
    earlier = [
        (f"backup:{each.key}", told(each.name, each.size, each.dated or each.arrived))
        for each in earlier_backups(user=user, customer=customer)
    ]
    groups = [("In the inbox", waiting), ("Sent or restored before", earlier)]
    return [(title, choices) for title, choices in groups if choices]


def told(name: str, size: int, moment: date) -> str:
    return f"{name}, {size_text(size)}, {date_format(moment, 'j M Y')}"


def restore_chosen(
    *,
    customer: Customer,
    kind: str,
    user: User,
    date: date | None = None,
    upload: str = "",
    here: str = "",
    file: "UploadedFile[Any] | None" = None,
) -> Restore:
    """One of: what was uploaded, what is here, or what came with the form."""
    if file and not upload:
        upload = str(
            uploads.receive_form_file(file=file, customer=customer, user=user).pk
        )
    with transaction.atomic():
        path, name = chosen_file(user, customer, upload, here)
        if begun := under_way(customer, kind, readable_file(str(path), name)):
            return begun  # whoever clicks twice, or in two tabs, means one
        return start_restore(
            customer=customer,
            kind=Appliance(kind),
            path=str(path),
            name=name,
            dated=date,
            trigger=Trigger.WEB,
            requested_by=user,
        )


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
        found = earlier_backup(user=user, customer=customer, key=key)
        if is_upload(user, customer, key):  # nobody takes it away meanwhile
            uploads.usable_upload(user=user, customer=customer, pk=key)
        return found.path, found.name
    raise ValidationError({"file": NOTHING})


def is_upload(user: User, customer: Customer, key: str) -> bool:
    ready = uploads.ready_uploads(user=user, customer=customer)
    return ready.filter(pk=UUID(key)).exists()


def under_way(customer: Customer, kind: str, path: Path) -> Restore | None:
    found = Restore.objects.active().filter(
        customer=customer, kind=kind, file=str(path)
    )
    return found.first()
