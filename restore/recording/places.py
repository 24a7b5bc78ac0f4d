"""Databases and files that take disk space: reported about once a minute."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

import psycopg
from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone

from customers.appliances import Appliance
from embedded.programs.groups import host
from files.errors import Refused
from restore.landing.server import Server, free_space
from restore.models import DatabaseServer, PlaceReport
from restore.servers import landing

OFTEN = timedelta(minutes=1)
WORK, BACKUPS, INBOX = "Work folder", "Backups", "Inbox"
# A server's own databases are not counted: deleting them makes no room.
OURS = f"^({'|'.join((*(each.prefix for each in Appliance), 'stg'))})_"
HELD = """
    SELECT count(*), coalesce(sum(pg_database_size(oid)), 0)::bigint FROM pg_database
    WHERE datname ~ %s
      AND has_database_privilege(oid, 'CONNECT')
"""


def report_places() -> str:
    """Each a minute apart, as it costs the disk some reading."""
    recent = PlaceReport.objects.filter(reported_at__gte=timezone.now() - OFTEN)
    fresh = set(recent.values_list("place", flat=True))
    active = DatabaseServer.objects.filter(active=True)
    servers = [server for server in active if str(server.pk) not in fresh]
    folders = {name: path for name, path in our_folders().items() if name not in fresh}
    for server in servers:
        report_server(server)
    for name, path in folders.items():
        report_folder(name, path)
    reported = len(servers) + len(folders)
    forget_old_places()
    return f"{reported} reported" if reported else ""


def our_folders() -> dict[str, Path]:
    folders = {WORK: settings.WORK_DIR, BACKUPS: Path(settings.BACKUP_DIR)}
    if settings.BACKUP_INBOX:
        folders[INBOX] = Path(settings.BACKUP_INBOX)
    return folders


def report_server(row: DatabaseServer) -> None:
    try:
        server = landing(row)
        count, held = held_by(server)
        facts = {"count": count, "held": held, "free": free_space(server)}
        problem = ""
    except (Refused, psycopg.Error) as error:
        facts, problem = {}, getattr(error, "sentence", "This server does not respond.")
    store_report(str(row.pk), server=row, problem=problem, **facts)


def held_by(server: Server) -> tuple[int, int]:
    with server.connect(application="tracker-report") as session:
        row = session.execute(HELD, [OURS]).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def report_folder(name: str, path: Path) -> None:
    try:
        sizes = sizes_in(path)
        free = shutil.disk_usage(path).free
        facts = {"count": len(sizes), "held": sum(sizes), "free": free}
        problem = ""
    except FileNotFoundError:
        facts, problem = {"count": 0, "held": 0}, ""  # made when it is first needed
    except OSError as error:
        facts, problem = {}, f"This folder can't be read ({error.strerror})."
    store_report(name, host=host(), problem=problem, **facts)


def sizes_in(path: Path) -> list[int]:
    path.stat()
    sizes = []
    for folder, _, names in os.walk(path):
        for name in names:
            try:
                sizes.append(os.lstat(os.path.join(folder, name)).st_size)
            except OSError:
                continue  # gone since
    return sizes


def store_report(place: str, **facts: object) -> None:
    unknown = {"count": None, "held": None, "free": None}
    PlaceReport.objects.update_or_create(
        place=place, defaults={**unknown, **facts, "reported_at": Now()}
    )


def forget_old_places() -> None:
    """Places that are no longer ours, and servers that are off."""
    PlaceReport.objects.filter(server__active=False).delete()
    folders = PlaceReport.objects.filter(server=None)
    folders.exclude(place__in=our_folders()).delete()
