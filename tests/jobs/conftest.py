import socket
import time
from collections.abc import Callable, Iterator

import pytest

from customers.models import Customer
from tests.jobs import kinds  # noqa: F401 - registers what the tests' jobs do
from tracker.history import events
from tracker.jobs.models import Job
from tracker.jobs.services import create_job
from tracker.models import User


@pytest.fixture
def until() -> Callable[[Callable[[], object], float], object]:
    """Wait for something to become true."""

    def wait(true: Callable[[], object], seconds: float = 20) -> object:
        deadline = time.monotonic() + seconds
        while not (found := true()):
            assert time.monotonic() < deadline, "it did not happen"
            time.sleep(0.1)
        return found

    return wait


@pytest.fixture
def silent_server() -> Iterator[int]:
    """Takes connections, and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        yield server.getsockname()[1]


@pytest.fixture
def make_job(operator: User, northwind: Customer) -> Callable[..., Job]:
    """Ask for a job of a kind of tests/jobs/kinds.py."""

    def make(kind: str, *, exclusive_key: str = "", **data: object) -> Job:
        return create_job(
            kind=f"test_{kind}",
            input=data,
            customer=northwind,
            requested_by=operator,
            trigger="web",
            exclusive_key=exclusive_key,
        )

    return make


def states(job: Job) -> list[str]:
    """The states that the history tells of, one after another."""
    found = events(Job).filter(pgh_obj_id=job.pk).order_by("pgh_id")
    every = list(found.values_list("state", flat=True))
    return [s for n, s in enumerate(every) if n == 0 or every[n - 1] != s]
