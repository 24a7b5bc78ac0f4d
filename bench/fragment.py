"""How often a second one process answers a page that watches a job."""

import sys
import time
from collections.abc import Callable

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from jobs import display, kinds
from jobs.models import Job
from jobs.services import create_job
from jobs.stages import prepare_stages
from tracker.access import VIEWER
from tracker.models import User

REQUESTS = 300
ROUNDS = 3


def run() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with transaction.atomic():
        measure()
        transaction.set_rollback(True)


def measure() -> None:
    client = Client(headers={"host": "localhost"})
    user = User.objects.create(username="bench", sees_all_customers=True)
    user.groups.add(Group.objects.get(name=VIEWER))
    client.force_login(user)
    job = running_job()
    url = f"{job.get_absolute_url()}progress/"
    seen = f"{url}?seen={display.fragment_version(job)}"
    tell("progress fragment, one process (goal: 200/s):")
    tell(f"  changed:   {rate(lambda: expect(client, url, 200)):,.0f}/s")
    tell(f"  unchanged: {rate(lambda: expect(client, seen, 204)):,.0f}/s")


def running_job() -> Job:
    made = create_job(kind="restore", input={}, trigger="command")
    claimed = Job.claim(made.pk, worker="bench:1")
    assert claimed
    prepare_stages(claimed, kinds.find(claimed.kind).stages)
    return Job.objects.get(pk=made.pk)


def expect(client: Client, url: str, status: int) -> None:
    assert client.get(url).status_code == status


def rate(work: Callable[[], object]) -> float:
    """The best of some rounds: others use the machine too."""
    work()
    return max(REQUESTS / timed(work) for _ in range(ROUNDS))


def timed(work: Callable[[], object]) -> float:
    began = time.monotonic()
    for _ in range(REQUESTS):
        work()
    return time.monotonic() - began


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
