"""Pages over a grown tracker: how long they take, and how many questions they ask.

First each by itself, through the whole stack of middleware and templates, one after the
other in this process. Then all in turn from the web processes, twenty a second.
"""

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import cycle, islice
from math import ceil
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.crowd import Address, page, shown
from bench.forecasting import tell
from bench.uploading import gunicorn, log_in
from customers.models import Customer, CustomerAccess
from phases.models import MigrationData, Phase
from phases.services.forecasts import renew
from projects.models import Project
from tracker.models import User

CUSTOMERS, EACH_PROJECT = 200, 25
LAST = date.today() - timedelta(days=3)  # noqa: DTZ011 - any recent day
GOAL = 100  # ms
A_SECOND, SECONDS = 20, 30


def run(*, phases: int, measurements: int, rounds: int = 30) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    took = grow(phases, measurements // phases)
    rows = f"{Phase.objects.count():,} phases, {MigrationData.objects.count():,}"
    tell(f"pages over {rows} measurements (goal: p95 of {GOAL} ms)")
    if took:
        tell(f"  all standings and forecasts renewed in {took:.0f} s")
    for who, user in users():
        client = Client()
        client.force_login(user)
        for name, address in addresses(user):
            tell(f"  {who:16}{name:12}{measured(client, address, rounds)}")
    together([path for _, user in users() for _, path in addresses(user)])


def together(paths: list[str]) -> None:
    """Each requested when it is due, whether the earlier ones were answered or not."""
    cookie = log_in()
    with gunicorn() as (address, _), ThreadPoolExecutor(100) as people:
        for path in (
            4 * paths
        ):  # each process reads some things once, which is not counted
            page(address, cookie, path)
        began = time.monotonic()
        answers = [
            people.submit(when_due, began + n / A_SECOND, address, cookie, path)
            for n, path in enumerate(islice(cycle(paths), A_SECOND * SECONDS))
        ]
        tell(f"  {A_SECOND}/s: {shown([answer.result() for answer in answers])}")


def when_due(due: float, address: Address, cookie: str, path: str) -> float:
    time.sleep(max(0, due - time.monotonic()))
    page(address, cookie, path)
    return time.monotonic() - due


def grow(phases: int, each: int) -> float:
    """Made once; adds nothing to what is there already."""
    if Phase.objects.count() >= phases:
        return 0
    customers = Customer.objects.bulk_create(
        Customer(name=f"Studio {n:03}", database_suffix=f"bench_{n:03}")
        for n in range(CUSTOMERS)
    )
    projects = Project.objects.bulk_create(
        Project(customer=customers[n % CUSTOMERS], name=f"P{n}", type="IOM_BUCKET")
        for n in range(ceil(phases / EACH_PROJECT))
    )
    made = Phase.objects.bulk_create(
        [
            Phase(
                project=projects[n // EACH_PROJECT],
                name=f"Phase {n:05}",
                type="IOM_BUCKET",
                target_date=LAST + timedelta(days=n % 400),
            )
            for n in range(phases)
        ],
        batch_size=2000,
    )
    for start in range(0, len(made), 200):
        rows = [
            row for phase in made[start : start + 200] for row in series(phase, each)
        ]
        MigrationData.objects.bulk_create(rows, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    began = time.monotonic()
    renew(phase.pk for phase in made)
    return time.monotonic() - began


def series(phase: Phase, each: int) -> Iterator[MigrationData]:
    """Weekly, at a pace of its own; one in ten stalls."""
    chance = random.Random(phase.name)
    size, done = int(10 ** chance.uniform(12, 15)), 0.0
    pace = chance.uniform(0.3, 1.2) / each
    stops = chance.random() < 0.1
    for n in range(each):
        day = LAST - timedelta(weeks=each - 1 - n)
        target = int(size * min(done, 1))
        yield MigrationData(
            phase=phase,
            timestamp=day,
            source_objects=size // 10**6,
            source_size=size,
            target_objects=target // 10**6,
            target_size=target,
            remaining_objects=(size - target) // 10**6,
            remaining_size=size - target,
            target_scratch_tapes=1000 - n,
        )
        done += 0 if stops and n > each / 2 else pace * chance.lognormvariate(0, 0.4)


def users() -> Iterator[tuple[str, User]]:
    chief, _ = User.objects.get_or_create(
        username="bench-chief", defaults={"is_superuser": True}
    )
    clerk, new = User.objects.get_or_create(username="bench-clerk")
    if new:
        from django.contrib.auth.models import Group

        clerk.groups.set(Group.objects.filter(name="operator"))
        CustomerAccess.objects.bulk_create(
            CustomerAccess(user=clerk, customer=customer)
            for customer in Customer.objects.order_by("name")[:5]
        )
    yield "sees everything", chief
    yield "sees 5 customers", clerk


def addresses(user: User) -> list[tuple[str, str]]:
    phase = Phase.objects.for_user(user).order_by("name").last()
    assert phase is not None
    rows: list[tuple[str, Any]] = [
        ("phase", phase),
        ("project", phase.project),
        ("customer", phase.project.customer),
    ]
    return [
        ("home", "/"),
        ("phases", "/phases/"),
        ("attention", "/phases/?attention=true"),
        ("all reasons", "/attention/"),
        ("projects", "/projects/"),
        ("activity", "/activity/"),
        *((name, row.get_absolute_url()) for name, row in rows),
    ]


def measured(client: Client, address: str, rounds: int) -> str:
    client.get(address)  # what is asked once for a process is not counted
    took = []
    for _ in range(rounds):
        began = time.monotonic()
        response = client.get(address)
        took.append((time.monotonic() - began) * 1000)
        assert response.status_code == 200, (address, response.status_code)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    took.sort()
    slowest = max(float(query["time"]) for query in asked.captured_queries) * 1000
    p95 = took[ceil(0.95 * len(took)) - 1]
    return (
        f"{took[len(took) // 2]:7.0f} ms median{p95:7.0f} ms p95"
        f"{len(asked):5} queries, the slowest {slowest:.0f} ms, "
        f"{len(response.content) / 1000:.0f} kB"
    )
