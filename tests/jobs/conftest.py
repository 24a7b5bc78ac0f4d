import socket
import time
from collections.abc import Callable, Iterator

import pytest


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
