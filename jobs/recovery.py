"""What the reconciler does for jobs.

Each step may be repeated, and taken by two reconcilers at once.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pghistory
import structlog
from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Now

from embedded.programs.groups import host
from embedded.programs.strays import kill, marked_processes
from embedded.sandbox.accounts import remove_with_accounts
from jobs import broker
from jobs.models import IDLE, TERMINAL, Job, JobLog, JobProcess, JobState
from jobs.services import publish

log = structlog.get_logger(__name__)

Sweeper = Callable[[], str]
AT_ONCE = 200
MANY = 50_000

_sweepers: dict[str, Sweeper] = {}


def sweeper(name: str) -> Callable[[Sweeper], Sweeper]:
    """Registers a function of an app's tasks.py that removes what jobs left behind.

    It says in a few words what it did, and nothing when there was nothing.
    """

    def register(sweep: Sweeper) -> Sweeper:
        _sweepers[name] = sweep
        return sweep

    return register


def sweepers() -> dict[str, Sweeper]:
    return _sweepers


def take_back_abandoned() -> str:
    """Jobs whose worker crashed: their lease ran out."""
    with pghistory.context(command="reconcile", door="reconciler"):
        count = sum(job.take_back() for job in Job.objects.abandoned()[:AT_ONCE])
    return f"{count} recovered" if count else ""


def end_unanswered() -> str:
    """Jobs whose question was not answered for too long."""
    with pghistory.context(command="reconcile", door="reconciler"):
        jobs = Job.objects.unanswered()[:AT_ONCE]
        count = sum(job.give_up_waiting() for job in jobs)
    return f"{count} ended" if count else ""


def publish_waiting() -> str:
    """Jobs that were never published, and those whose message seems to be lost."""
    published = 0
    for job in [*unpublished(), *overdue()]:
        if not publish(job=job):
            raise broker.BrokerError(
                f"{job} is waiting. The message queue does not respond."
            )
        published += 1
    return f"{published} published" if published else ""


def unpublished() -> list[Job]:
    return list(Job.objects.in_turn().filter(published_at=None)[:AT_ONCE])


def overdue() -> list[Job]:
    """Published long ago, while the broker has fewer messages than there are jobs.

    When it has enough of them, the workers are busy and nothing is lost.
    """
    patience = timedelta(seconds=settings.JOB_OVERDUE_SECONDS)
    late = Job.objects.in_turn().filter(published_at__lt=Now() - patience)
    jobs = list(late.order_by("published_at")[:AT_ONCE])
    missing = {
        queue: count - broker.waiting(queue)
        for queue, count in Counter(job.queue for job in jobs).items()
    }
    lost = []
    for job in jobs:
        if missing[job.queue] > 0:
            missing[job.queue] -= 1
            lost.append(job)
    return lost


def kill_left_groups() -> str:
    """Processes on this host of attempts that are over or that lost their lease."""
    killed = 0
    for row in left_processes():
        group = row.leads
        killed += group.kill_leftovers() if group else 0
        row.delete()
    return f"{killed} killed" if killed else ""


def left_processes() -> list[JobProcess]:
    at_work = Q(
        job__state=JobState.RUNNING, fence=F("job__fence"), job__lease_until__gte=Now()
    )
    return list(JobProcess.objects.filter(~at_work, host=host())[:AT_ONCE])


def kill_strays() -> str:
    """Processes on this host that left the group of an attempt that is over.

    They are known by the mark in their environment. Those of jobs that are not ours
    are left alone: another tracker may be at work.
    """
    found = marked_processes()
    jobs = Job.objects.filter(pk__in={job for job, _ in found})
    ours = set(jobs.values_list("pk", flat=True))
    running = jobs.filter(state=JobState.RUNNING, lease_until__gte=Now())
    at_work = set(running.values_list("pk", "fence"))
    killed = sum(
        kill(pids)
        for attempt, pids in found.items()
        if attempt[0] in ours and attempt not in at_work
    )
    return f"{killed} killed" if killed else ""


def forget_old_logs() -> str:
    """Log lines of old jobs; the jobs and their stages are kept."""
    if not settings.JOB_LOG_DAYS:
        return ""
    before = Now() - timedelta(days=settings.JOB_LOG_DAYS)
    old = Job.objects.filter(state__in=TERMINAL, finished_at__lt=before)
    lines = JobLog.objects.filter(job__in=old).values("pk")[:MANY]
    count, _ = JobLog.objects.filter(pk__in=lines).delete()
    JobProcess.objects.filter(job__in=old).delete()  # of hosts that never came back
    return f"{count:,} lines removed" if count else ""


def remove_left_folders() -> str:
    """Work folders of attempts that are over."""
    removed = 0
    for place in folders(settings.WORK_DIR):
        try:
            job = Job.objects.filter(pk=UUID(place.name)).first()
        except ValueError:
            continue  # not one of ours
        removed += remove_folders_of(job, place)
    return f"{removed} removed" if removed else ""


def remove_folders_of(job: Job | None, place: Path) -> int:
    """Of an active job, only older attempts: it may start again at any moment."""
    if job is None or job.state in TERMINAL:
        remove_with_accounts(place)
        return 1
    first_to_keep = job.fence + (job.state in IDLE)
    old = [one for one in folders(place) if is_before(one.name, first_to_keep)]
    for folder in old:
        remove_with_accounts(folder)
    return len(old)


def is_before(name: str, fence: int) -> bool:
    return name.isdigit() and int(name) < fence


def folders(place: Path) -> list[Path]:
    try:
        return [path for path in place.iterdir() if path.is_dir()]
    except FileNotFoundError:
        return []
