"""Row 34: everything is killed and started again, in any order."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from django.db import connections

from embedded import postgres
from embedded.places import places
from embedded.processes import working_in
from embedded.services import SETTINGS
from jobs.models import TERMINAL, Job
from tests.fault.restoring import NEW, OLD

SEEDS = range(int(os.environ.get("CHAOS_SEEDS") or 20))
LONGEST_PAUSE = 0.4


class Tracker:
    """The cluster of the tracker's own database, our test database in it.

    Tests are not as careful with their data as the product, which a crash would show.
    """

    def __init__(self) -> None:
        self.cluster = postgres.Cluster(places(), "tracker", SETTINGS["tracker"])
        name = connections["default"].settings_dict["NAME"]
        with postgres.connect(self.cluster) as session:
            careful = f'ALTER DATABASE "{name}" SET synchronous_commit = on'
            session.execute(careful.encode())
        connections.close_all()

    def kill(self) -> None:
        for pid in working_in(self.cluster.data, "postgres"):
            with suppress(ProcessLookupError):  # one may have ended by itself
                os.kill(pid, signal.SIGKILL)

    def start(self) -> None:
        connections.close_all()
        postgres.wait_for_cluster(self.cluster, postgres.begin_cluster(self.cluster))


class World:
    """What a restore needs to go on, each part by its name: how it dies and lives."""

    def __init__(self, site, broker, start_worker) -> None:
        self.worker = None
        self.start_worker = lambda: start_worker(
            queues="restore", TRACKER_TEST_REDIS=broker.url, TRACKER_TEST_ATTEMPTS="99"
        )
        tracker = Tracker()
        self.parts: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {
            "worker": (self.kill_worker, self.revive_worker),
            "broker": (broker.kill, broker.start),
            "landing server": (site.landing.kill, site.landing.start),
            "tracker's database": (tracker.kill, tracker.start),
        }
        self.revive_worker()

    def kill_worker(self) -> None:
        self.worker.kill("whole tree")

    def revive_worker(self) -> None:
        self.worker = self.start_worker()


def any_order(chance: random.Random, names: list[str]) -> Iterator[tuple[str, int]]:
    """Each dies once and then lives again, whatever happens to the others."""
    left = {name: [0, 1] for name in names}
    while left:
        name = chance.choice(sorted(left))
        yield name, left[name].pop(0)
        if not left[name]:
            del left[name]


@pytest.fixture
def world(site, broker, start_worker, settings) -> World:
    settings.JOB_ATTEMPTS = 99  # it is not guilty of these deaths
    return World(site, broker, start_worker)


def test_everything_dies_and_lives_again(world, site, reconcile, until, in_state):
    for seed in SEEDS:
        chance = random.Random(seed)
        told = [f"seed {seed}:"]
        site.customer = site.add_customer()
        first = site.ask(OLD)
        in_state(Job.objects.get(pk=first.job_id), "done", meanwhile=reconcile)
        restore = site.ask()
        for name, act in any_order(chance, list(world.parts)):
            time.sleep(chance.uniform(0, LONGEST_PAUSE))
            told.append(f"{('-', '+')[act]}{name}")
            world.parts[name][act]()
        job = Job.objects.get(pk=restore.job_id)

        def is_over(job=job):
            reconcile()
            job.refresh_from_db()
            return job.state in TERMINAL and not site.remains(job)

        print(*told)  # noqa: T201 - for whoever reads of its failure
        until(is_over, 60)
        assert job.state in ("done", "failed")
        assert site.served() == (NEW if job.state == "done" else OLD)
        assert (site.recorded() == [restore.pk]) is (job.state == "done")
