"""The processes of the product, and their reports that they are alive.

Times are the database's, so that the clocks of several machines need not agree.
"""

import os
import socket
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from jobs.models import Service
from tracker.version import version

# Taken when the process starts: a worker's children inherit what their parent is.
STARTED = timezone.now()
PID = os.getpid()

FORGOTTEN_AFTER = timedelta(days=1)
MISSED_REPORTS = 4  # so many are missing when a service counts as not running


@dataclass(frozen=True)
class ServiceKind:
    name: str

    def on(self, host: str) -> str:
        return f"{self.name}@{host}"[:100]


WORKER = ServiceKind("worker")
RESTORE_WORKER = ServiceKind("restore worker")
WORKERS = {"quick": WORKER, "restore": RESTORE_WORKER}  # by the queue they listen to
RECONCILER = ServiceKind("reconciler")


def report(kind: ServiceKind) -> None:
    """Record that this process is alive."""
    host = socket.gethostname()
    Service.objects.update_or_create(
        name=kind.on(host),
        defaults={
            "host": host,
            "pid": PID,
            "version": version(),
            "started_at": STARTED,
            "seen_at": Now(),
        },
    )


def reported_recently() -> Q:
    patience = timedelta(seconds=settings.REPORT_SECONDS * MISSED_REPORTS)
    return Q(seen_at__gte=Now() - patience)


def running(kind: ServiceKind) -> QuerySet[Service]:
    """Services of a kind that have reported recently."""
    return Service.objects.filter(reported_recently(), name__startswith=f"{kind.name}@")


def forget_unseen() -> int:
    """Remove services that stopped reporting long ago; gives their number."""
    unseen = Service.objects.filter(seen_at__lt=Now() - FORGOTTEN_AFTER)
    return unseen.delete()[0]
