"""The broker only wakes workers: whatever happens to it costs waiting time."""

import random
import shutil
import time

import pytest
from django.urls import reverse
from redis import Redis

from jobs import broker as brokering
from jobs.models import Job, JobState
from jobs.services import RUN_JOB, publish
from tests.fixtures.jobs import states
from tests.fixtures.patience import soon


def with_broker(broker):
    return {"TRACKER_TEST_REDIS": broker.url}


@pytest.fixture
def failed(make_job):
    job = make_job("count")
    Job.claim(job.pk, worker="x:1").fail("No.", code="no")
    return job


@pytest.mark.parametrize("how", ["kill", "freeze"])
def test_a_page_answers_soon_without_it(
    how, broker, failed, client_of, operator, reconcile, in_state, start_worker
):
    getattr(broker, how)()
    began = time.monotonic()
    response = client_of(operator).post(reverse("jobs:retry", args=[failed.pk]))
    assert time.monotonic() - began < soon(3)
    assert response.status_code == 302
    job = Job.objects.get(retry_of=failed)
    assert (job.state, job.published_at) == (JobState.QUEUED, None)
    if how == "kill":
        broker.start()
    broker.thaw()
    start_worker(**with_broker(broker))
    in_state(job, "done", meanwhile=reconcile)


def test_one_that_takes_but_never_answers(settings, make_job, silent_server):
    settings.REDIS_URL = f"redis://127.0.0.1:{silent_server}/0"
    began = time.monotonic()
    job = make_job("count")
    assert time.monotonic() - began < soon(3)
    job.refresh_from_db()
    assert job.published_at is None


def fill(broker):
    broker.client().config_set("maxmemory", "1")
    return lambda: broker.client().config_set("maxmemory", "0")


def lose_its_disk(broker):
    """It refuses to write, since it failed to save what it has."""
    client = broker.client()
    shutil.rmtree(broker.place)
    client.config_set("save", "1 1")
    client.bgsave()
    while client.info("persistence")["rdb_last_bgsave_status"] == "ok":
        time.sleep(0.05)
    return lambda: client.config_set("stop-writes-on-bgsave-error", "no")


def make_a_replica(broker):
    broker.client().replicaof("127.0.0.1", "1")
    return lambda: broker.client().replicaof("NO", "ONE")


def change_its_password(broker):
    client = broker.client()
    client.ping()
    client.config_set("requirepass", "another")
    client.client_kill_filter(_type="normal", skipme=True)
    return lambda: client.config_set("requirepass", "")


REFUSALS = {
    "OOM": fill,
    "MISCONF": lose_its_disk,
    "READONLY": make_a_replica,
    "NOAUTH": change_its_password,
}


class Tries:
    """Of a worker, each of which is refused."""

    def __init__(self, broker, code):
        password = "another" if code == "NOAUTH" else None
        self.client = Redis(port=broker.port, password=password, socket_timeout=2)
        self.code = code
        self.counts = set()

    def are_three(self):
        errors = self.client.info("errorstats")
        self.counts.add(str(errors.get(f"errorstat_{self.code}")))
        return len(self.counts) > 3


@pytest.mark.parametrize("code", REFUSALS)
def test_one_that_refuses_a_worker_that_starts(
    code, broker, make_job, start_worker, reconcile, in_state, until
):
    accept = REFUSALS[code](broker)
    job = make_job("count")
    job.refresh_from_db()
    assert job.published_at is None
    worker = start_worker(**with_broker(broker))
    tries = Tries(broker, code)
    until(tries.are_three, 30)
    accept()
    in_state(job, "done", meanwhile=reconcile)
    assert worker.process.poll() is None


@pytest.mark.parametrize("code", REFUSALS)
def test_one_that_refuses_a_worker_at_work(
    code, broker, make_job, start_worker, notes, began, reconcile, in_state, until
):
    """So the message of a job that ends meanwhile cannot be acknowledged."""
    worker = start_worker(**with_broker(broker))
    running = make_job("sleep", seconds=2, notes=str(notes.path))
    began()
    accept = REFUSALS[code](broker)
    waiting = make_job("count")
    in_state(running, "done")
    tries = Tries(broker, code)
    until(tries.are_three, 30)
    accept()
    in_state(waiting, "done", meanwhile=reconcile)
    assert running.attempts == 1
    assert worker.process.poll() is None


def test_a_worker_that_waits_for_it_may_be_stopped(broker, start_worker, until):
    accept = fill(broker)
    worker = start_worker(**with_broker(broker))
    tries = Tries(broker, "OOM")
    until(tries.are_three, 30)
    worker.process.terminate()
    assert worker.process.wait(20) == 0
    accept()


def test_work_goes_on_while_it_is_away_and_what_waits_comes_next(
    broker, start_worker, make_job, notes, began, reconcile, in_state
):
    start_worker(**with_broker(broker))
    running = make_job("sleep", seconds=3, notes=str(notes.path))
    began()
    waiting = make_job("count")
    broker.kill()
    time.sleep(1)
    broker.start()
    in_state(running, "done", meanwhile=reconcile)
    assert running.attempts == 1
    in_state(waiting, "done", meanwhile=reconcile)


def test_it_is_wiped_with_jobs_in_it(
    broker, start_worker, make_job, reconcile, in_state
):
    jobs = [make_job("count") for _ in range(3)]
    broker.client().flushall()
    start_worker(**with_broker(broker))
    for job in jobs:
        in_state(job, "done", meanwhile=reconcile)
        assert states(job) == ["queued", "running", "done"]


def test_it_is_frozen_for_a_while(
    broker, start_worker, make_job, notes, began, reconcile, in_state
):
    start_worker(**with_broker(broker))
    first = make_job("sleep", seconds=1, notes=str(notes.path))
    began()
    broker.freeze()
    second = make_job("count")
    in_state(first, "done")
    broker.thaw()
    in_state(second, "done", meanwhile=reconcile, seconds=60)


def test_a_message_that_comes_five_times_is_one_run(
    broker, start_worker, make_job, notes, reconcile, in_state
):
    job = make_job("sleep", seconds=0.5, notes=str(notes.path))
    for _ in range(4):
        publish(job=job)
    start_worker(concurrency=2, **with_broker(broker))
    in_state(job, "done")
    for _ in range(2):  # and after the end
        brokering.send(RUN_JOB, str(job.pk), queue="quick")
    last = make_job("count")
    in_state(last, "done", meanwhile=reconcile)
    assert sum(note.startswith("began") for note in notes()) == 1
    assert states(job) == ["queued", "running", "done"]


def test_nonsense_in_the_queue_is_no_trouble(broker, start_worker, make_job, in_state):
    for argument in ("no id", "00000000-0000-0000-0000-000000000001", None):
        brokering.send(RUN_JOB, argument, queue="quick")
    start_worker(**with_broker(broker))
    in_state(make_job("count"), "done")


def test_a_queue_that_is_merely_long_is_not_made_longer(
    broker, make_job, reconcile, settings
):
    jobs = [make_job("count") for _ in range(5)]
    Job.objects.update(published_at="2026-01-01T00:00Z")
    for _ in range(3):
        reconcile()
    assert brokering.waiting("quick") <= len(jobs) + 4  # those that ask for reports


def test_a_worker_outlives_it_again_and_again(
    broker, start_worker, make_job, reconcile, in_state
):
    """Killed in the moment in which jobs end, which kombu alone does not survive."""
    worker = start_worker(concurrency=2, **with_broker(broker))
    for _ in range(8):
        jobs = [make_job("sleep", seconds=random.uniform(0, 0.3)) for _ in range(6)]
        time.sleep(random.uniform(0.05, 0.4))
        broker.kill()
        time.sleep(0.2)
        broker.start()
        time.sleep(2.2)
    assert worker.process.poll() is None
    for job in jobs:
        in_state(job, "done", meanwhile=reconcile)
