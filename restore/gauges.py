"""Backups, restored databases, and the disks that they need."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone

from restore.models import Backup, PlaceReport, RestoredDatabase
from tracker.metrics import Values, gauge

TOO_OLD = timedelta(minutes=10)  # for a report of a place; they come each minute


def reports() -> QuerySet[PlaceReport]:
    recent = PlaceReport.objects.filter(reported_at__gt=timezone.now() - TOO_OLD)
    return recent.filter(problem="").select_related("server")


def name_of(report: PlaceReport) -> str:
    return f"server {report.server}" if report.server else report.place.lower()


@gauge("place_free_bytes", "Free where the reconciler sees the disk.", "place")
def free() -> Iterator[tuple[tuple[str], float]]:
    for report in reports():
        if report.free is not None:
            yield (name_of(report),), report.free


@gauge("place_held_bytes", "What the tracker's files and databases take.", "place")
def held() -> Iterator[tuple[tuple[str], float]]:
    for report in reports():
        if report.held is not None:
            yield (name_of(report),), report.held


@gauge("backups", "Backups that have been restored.")
def backups() -> Values:
    return [((), Backup.objects.count())]


@gauge("newest_backup_seconds", "Time since the newest backup was first restored.")
def newest_backup() -> Values:
    """None, where there is no backup."""
    newest = Backup.objects.aggregate(newest=Max("created_at"))["newest"]
    return [((), (timezone.now() - newest).total_seconds())] if newest else []


@gauge("restored_databases", "Restored databases in use, by type.", "type")
def databases() -> Values:
    rows = RestoredDatabase.objects.filter(dropped_at=None).order_by()
    return [((kind,), n) for kind, n in rows.values_list("kind").annotate(Count("pk"))]


@gauge("restored_bytes", "Size of the restored databases in use.")
def restored() -> Values:
    total = RestoredDatabase.objects.filter(dropped_at=None).aggregate(n=Sum("size"))
    return [((), total["n"])] if total["n"] is not None else []
