"""Everything at once, in any order. The seed is printed; CHAOS_SEED repeats it."""

import os
import random
import signal
import time
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError

from jobs.models import TERMINAL, Job, JobProcess
from jobs.services import request_cancel
from tests.fixtures.jobs import states

SEED = int(os.environ.get("CHAOS_SEED") or random.randint(1, 10**6))
SECONDS = float(os.environ.get("CHAOS_SECONDS") or 30)
QUIET = 60  # for everything to come to its end
KINDS = ["count", "sleep", "child", "fail", "folder"]


class Chaos:
    def __init__(self, broker, start_worker, make_job, notes):
        self.chance = random.Random(SEED)
        self.broker = broker
        self.make_job = make_job
        self.notes = notes
        more = {"TRACKER_TEST_REDIS": broker.url, "TRACKER_TEST_ATTEMPTS": "1000"}
        self.start = lambda: start_worker(concurrency=2, **more)
        self.workers = [self.start(), self.start()]

    def do_something(self):
        acts = [self.ask, self.cancel, self.hurt_worker, self.end_worker,
                self.hurt_broker]  # fmt: skip
        with suppress(ProcessLookupError, ValidationError):
            self.chance.choices(acts, [10, 2, 1, 0.5, 0.5])[0]()

    def ask(self):
        self.make_job(
            self.chance.choice(KINDS),
            seconds=self.chance.uniform(0.2, 2),
            script="sleep 1 & setsid sleep 1 & wait",
            exclusive_key=self.chance.choice(["", "one", "other"]),
            notes=str(self.notes.path),
        )

    def cancel(self):
        if jobs := list(Job.objects.all()):
            request_cancel(job=self.chance.choice(jobs), by=None)

    def hurt_worker(self):
        worker = self.chance.choice(self.workers)
        worker.kill(self.chance.choice(["main", "pool child", "whole tree"]))

    def end_worker(self):
        os.kill(self.chance.choice(self.workers).pid, signal.SIGTERM)

    def hurt_broker(self):
        self.broker.kill()
        time.sleep(self.chance.uniform(0, 1))
        self.broker.start()

    def replace_the_dead(self):
        for at, worker in enumerate(self.workers):
            if worker.process.poll() is not None:
                worker.end()
                self.workers[at] = self.start()


def was_chaos() -> bool:
    """Was something taken back from who worked on it?"""
    return any(len(states(job)) > 3 for job in Job.objects.all())


@pytest.mark.slow
def test_nothing_is_lost(
    broker, start_worker, make_job, reconcile, notes, until, settings
):
    print(f"CHAOS_SEED={SEED}")  # noqa: T201
    settings.JOB_ATTEMPTS = 1000  # no job is guilty of these deaths
    chaos = Chaos(broker, start_worker, make_job, notes)
    begun = time.monotonic()
    while time.monotonic() < begun + SECONDS or not was_chaos():
        assert time.monotonic() < begun + SECONDS + QUIET, "it was no chaos"
        chaos.do_something()
        time.sleep(chaos.chance.uniform(0, 0.4))
        reconcile()
        chaos.replace_the_dead()

    def all_is_over():
        reconcile()
        chaos.replace_the_dead()
        return not Job.objects.exclude(state__in=TERMINAL).exists()

    until(all_is_over, QUIET)
    until(lambda: (reconcile(), not JobProcess.objects.exists())[1])
    assert not settings.WORK_DIR.exists() or not list(settings.WORK_DIR.iterdir())
