"""A real worker, woken through the real broker."""

import pytest

from jobs import broker
from jobs.presence import WORKER, running
from jobs.reconciler import ask_workers

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_worker_that_is_asked_reports(worker, until):
    until(lambda: ask_workers() and running(WORKER).exists(), 60)
    service = running(WORKER).get()
    assert service.pid == worker.pid
    until(lambda: broker.waiting("quick") == 0)
