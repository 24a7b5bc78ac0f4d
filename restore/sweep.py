"""What restores may leave on landing servers, and removing it."""

from datetime import timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.utils import timezone

from restore.engine import record
from restore.errors import Refused
from restore.landing.names import Sort
from restore.landing.recovery import Found, drop_old, recover
from restore.landing.remains import left_behind
from restore.landing.server import Server
from restore.models import DatabaseServer, Restore
from restore.servers import landing
from tracker.jobs.models import ACTIVE
from tracker.models import Job

log = structlog.get_logger(__name__)


def sweep() -> str:
    """Of every server: what no job works on, and old databases whose time is over."""
    told = []
    for row in DatabaseServer.objects.filter(active=True):
        try:
            told += sweep_server(landing(row))
        except Refused as refused:
            log.warning("landing_server", server=row.name, reason=refused.sentence)
    return ", ".join(told)


def sweep_server(server: Server) -> list[str]:
    recovered = [settle(server, job) for job in abandoned(server)]
    keep = timedelta(hours=settings.RESTORE_KEEP_OLD_HOURS)
    dropped = drop_old(server, timezone.now() - keep)
    return [*filter(None, recovered), *(f"{name} dropped" for name in dropped)]


def abandoned(server: Server) -> list[UUID]:
    """The jobs of staging databases and roles that nobody works on (any more).

    Those of jobs that are not ours are left alone: another tracker may be at work.
    """
    made_for = {
        UUID(remain.made_for.job)
        for remain in left_behind(server)
        if remain.made_for.sort is not Sort.OLD
    }
    ended = Job.objects.filter(pk__in=made_for).exclude(state__in=ACTIVE)
    return sorted(ended.values_list("pk", flat=True))


def settle(server: Server, job: UUID) -> str:
    """Remove what the job left; if it had published, let the rows say so."""
    found = recover(server, job).found
    if found is Found.PUBLISHED:
        for restore in Restore.objects.filter(job=job):
            record(restore)
    return "" if found is Found.NOTHING else f"remains of {job} removed"
