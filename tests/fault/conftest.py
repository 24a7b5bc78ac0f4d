"""Workers and brokers that may be hurt, and what must hold afterwards."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from redis import Redis

from embedded.programs.groups import stat
from embedded.valkey import _packaged
from jobs.models import ACTIVE, Job, JobProcess
from jobs.reconciler import Reconciler, standard_steps
from tests.fixtures.jobs import states
from tests.fixtures.processes import living
from tests.fixtures.services import celery_worker

FAULTS = pytest.mark.fault
NEXT = {
    "queued": {"running", "cancelled"},
    "running": {"queued", "waiting", "done", "failed", "errored", "cancelled"},
    "waiting": {"queued", "failed", "cancelled"},
}


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(FAULTS)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(autouse=True)
def soon_lost(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """A worker that does not answer loses its job within two seconds."""
    settings.JOB_LEASE_SECONDS = 2.0
    monkeypatch.setenv("TRACKER_TEST_LEASE", "2")


class Worker:
    def __init__(self, **more: Any) -> None:
        self.process = celery_worker(**more)
        self.pid = self.process.pid

    @property
    def pool(self) -> list[int]:
        return [pid for pid in living() if stat(pid)[1:2] == [str(self.pid)]]

    def signal_all(self, number: int) -> None:
        for pid in [*self.pool, self.pid]:
            os.kill(pid, number)

    def kill(self, who: str) -> None:
        victims = {"main": [self.pid], "pool child": self.pool}
        for pid in victims.get(who, [self.pid, *self.pool]):
            os.kill(pid, signal.SIGKILL)

    def end(self) -> None:
        try:
            os.killpg(self.pid, signal.SIGCONT)
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait(10)


@pytest.fixture
def start_worker(transactional_db) -> Iterator[Callable[..., Worker]]:
    started = []

    def start(**more: Any) -> Worker:
        started.append(Worker(**more))
        return started[-1]

    yield start
    for each in started:
        each.end()


@pytest.fixture
def notes(tmp_path) -> Callable[[], list[str]]:
    """What the jobs wrote down themselves; give them `notes=str(notes.path)`."""

    def read() -> list[str]:
        return read.path.read_text().splitlines() if read.path.exists() else []

    read.path = tmp_path / "notes"
    return read


@pytest.fixture
def reconcile() -> Callable[[], None]:
    reconciler = Reconciler(standard_steps())

    def once() -> None:
        for step in reconciler.steps:
            step.due = 0
        broken = [o for o in reconciler.one_pass() if o.state == "failed"]
        assert not broken

    return once


@pytest.fixture
def in_state(until) -> Callable[..., Job]:
    """Wait until a job is in this state, doing something else meanwhile."""

    def wait(job: Job, *wanted: str, meanwhile=lambda: None, seconds: float = 30):
        def there():
            meanwhile()
            job.refresh_from_db()
            return job.state in wanted

        until(there, seconds)
        return job

    return wait


@pytest.fixture
def began(until, notes) -> Callable[..., None]:
    def wait(times: int = 1) -> None:
        until(lambda: sum(n.startswith("began") for n in notes()) >= times, 30)

    return wait


@pytest.fixture(autouse=True)
def invariants(transactional_db) -> Iterator[None]:
    """I1, I3 and I6, after each test."""
    yield
    for job in Job.objects.all():
        told = states(job)
        assert told[0] == "queued"
        assert told[-1] == job.state
        for before, after in pairwise(told):
            assert after in NEXT[before], told
        if job.state not in ACTIVE:
            assert job.finished_at
            assert job.lease_until is None


def end_tracker_sessions() -> None:
    """All but our own, of the tracker's database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename "
            "= current_user AND datname = current_database() "
            "AND pid <> pg_backend_pid()"
        )


def nothing_left(job: Job) -> bool:
    return not JobProcess.objects.filter(job=job).exists()


class Broker:
    """A Valkey of one test's own."""

    def __init__(self, place: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.place = place
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [_packaged(), "--port", str(self.port), "--bind", "127.0.0.1",
             "--save", "", "--appendonly", "no"],
            cwd=self.place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                if self.client().ping():
                    return
            except OSError:
                time.sleep(0.05)
            except Exception:
                time.sleep(0.05)

    def client(self) -> Redis:
        return Redis.from_url(self.url, socket_timeout=2)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)


@pytest.fixture
def broker(tmp_path, settings) -> Iterator[Broker]:
    place = tmp_path / "broker"
    place.mkdir()
    own = Broker(place)
    settings.REDIS_URL = own.url
    yield own
    own.thaw()
    own.kill()
