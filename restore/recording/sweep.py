"""What restores may leave on landing servers, and removing it."""

from datetime import timedelta
from uuid import UUID

import psycopg
import structlog
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from files.errors import Refused
from jobs.models import ACTIVE, Job, JobLog, LogLevel
from restore.landing.marks import marks
from restore.landing.names import Sort
from restore.landing.publish import is_published
from restore.landing.recovery import Found, Keep, drop_old, recover_job
from restore.landing.remains import left_behind
from restore.landing.server import Server, exclusive
from restore.models import DatabaseServer, Restore, RestoredDatabase
from restore.recording.outcome import record_in_use
from restore.servers import landing

log = structlog.get_logger(__name__)


def sweep() -> str:
    """Of every server: what no job works on, and old databases whose time is over."""
    done = []
    for row in DatabaseServer.objects.filter(active=True):
        try:
            done += sweep_server(landing(row))
        except (Refused, psycopg.OperationalError) as error:  # the others follow
            reason = str(error).strip().partition("\n")[0]
            log.warning("landing_server", server=row.name, reason=reason)
    return ", ".join(done)


def sweep_server(server: Server) -> list[str]:
    recovered = [settle(server, job) for job in abandoned(server)]
    dropped = drop_old(server, kept_for_now())
    serving = record_all_switched(server)
    return [
        *filter(None, recovered),
        *(f"{name} dropped" for name in dropped),
        *(f"{name} in use" for name in serving),
    ]


def kept_for_now() -> Keep:
    return Keep(
        since=timezone.now() - timedelta(hours=settings.RESTORE_KEEP_OLD_HOURS),
        count=settings.RESTORE_KEEP_OLD_COUNT,
        size=settings.RESTORE_KEEP_OLD_BYTES,
    )


def abandoned(server: Server) -> list[UUID]:
    """The finished jobs whose staging databases and roles are still there.

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
    """Remove what the job left."""
    found = recover_job(server, job).found
    return "" if found is Found.NOTHING else f"remains of {job} removed"


def record_all_switched(server: Server) -> list[str]:
    """Databases in use without a row that says so: their jobs stopped in between."""
    with server.connect() as session:
        serving = [UUID(m.job) for name, m in marks(session).items() if name == m.live]
    recorded = RestoredDatabase.objects.filter(restore=OuterRef("pk"))
    unrecorded = Restore.objects.filter(~Exists(recorded), job__in=serving)
    ended = unrecorded.exclude(job__state__in=ACTIVE).select_related("job", "customer")
    return [restore.database for restore in ended if record_switched(server, restore)]


def record_switched(server: Server, restore: Restore) -> bool:
    try:
        with exclusive(server, restore.database):
            if is_published(server, restore.job_id) != restore.database:
                return False  # replaced in the meantime
            record_in_use(restore)
    except Refused:
        return False  # another restore of it runs; the next pass looks again
    text = "The switch was complete before the job stopped. The new database is in use."
    JobLog.objects.create(job=restore.job, level=LogLevel.WARNING, text=text)
    return True
