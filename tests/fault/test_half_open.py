"""Row 11: connections to the broker that are open, and on which nothing comes."""

import time
from collections.abc import Iterator

import pytest
from django.urls import reverse

from jobs.models import Job
from tests.fixtures.jobs import states
from tests.fixtures.patience import soon
from tests.fixtures.proxy import Proxy

ONCE = ["queued", "running", "done"]


@pytest.fixture
def proxy(broker, settings) -> Iterator[Proxy]:
    """We and the workers reach the broker through it."""
    between = Proxy(broker.port)
    settings.REDIS_URL = f"redis://127.0.0.1:{between.port}/0"
    yield between
    between.close()


@pytest.fixture
def start(start_worker, settings, proxy):
    return lambda: start_worker(TRACKER_TEST_REDIS=settings.REDIS_URL)


def test_an_idle_worker_hears_of_work_again(
    start, proxy, make_job, in_state, reconcile
):
    """The broker gives the message to the connection that is dead: it is lost."""
    start()
    in_state(make_job("count"), "done")
    proxy.deafen()
    job = make_job("count")
    job.refresh_from_db()
    assert job.published_at
    in_state(job, "done", meanwhile=reconcile, seconds=40)
    assert states(job) == ONCE


def test_a_message_that_can_not_be_acknowledged_keeps_no_place(
    start, proxy, make_job, began, notes, in_state, reconcile
):
    start()
    first = make_job("sleep", seconds=1, notes=str(notes.path))
    began()
    proxy.deafen()
    in_state(first, "done")
    for _ in range(2):
        in_state(make_job("count"), "done", meanwhile=reconcile, seconds=40)
    assert states(first) == ONCE


def test_work_that_runs_goes_on(
    start, proxy, make_job, began, notes, in_state, reconcile
):
    start()
    running = make_job("sleep", seconds=3, notes=str(notes.path))
    began()
    proxy.deaf = True
    waiting = make_job("count")
    waiting.refresh_from_db()
    assert waiting.published_at is None
    in_state(running, "done")
    assert states(running) == ONCE
    proxy.deaf = False
    in_state(waiting, "done", meanwhile=reconcile, seconds=40)


def test_a_page_answers_soon(proxy, make_job, client_of, operator):
    failed = make_job("count")
    Job.claim(failed.pk, worker="x:1").fail("No.", code="no")
    proxy.deaf = True
    began = time.monotonic()
    response = client_of(operator).post(reverse("jobs:retry", args=[failed.pk]))
    assert time.monotonic() - began < soon(3)
    assert response.status_code == 302
    assert Job.objects.get(retry_of=failed).published_at is None
