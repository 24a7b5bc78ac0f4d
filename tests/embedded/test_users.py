"""Whoever comes first starts the services; the last one out stops them."""

import signal
from pathlib import Path

import pytest

from .conftest import User, living, use_once

pytestmark = pytest.mark.slow


def servers(var: Path) -> set[str]:
    """Which servers run for this var."""
    lines = living(var).values()
    names = {"tracker": f"-D {var}/tracker", "landing": f"-D {var}/landing"}
    running = {name for name, mark in names.items() if any(mark in li for li in lines)}
    return running | {"valkey" for line in lines if "valkey-server" in line}


def test_last_one_out_stops_everything(var: Path) -> None:
    first, second = User(var), User(var)
    assert first.is_ready()
    assert second.is_ready()

    first.leave()
    assert servers(var) == {"tracker", "landing", "valkey"}

    second.leave()
    assert living(var) == {}


def test_a_killed_user_keeps_nothing_alive(var: Path) -> None:
    killed, other = User(var), User(var)
    assert killed.is_ready()
    assert other.is_ready()
    killed.kill()

    assert other.leave() == (0, "")
    assert living(var) == {}


def test_services_that_a_killed_user_left_are_taken_over(var: Path) -> None:
    killed = User(var)
    assert killed.is_ready()
    killed.kill()
    assert servers(var) == {"tracker", "landing", "valkey"}

    assert use_once(var) == (0, "")
    assert living(var) == {}


def test_many_may_come_at_once(var: Path) -> None:
    users = [User(var) for _ in range(6)]

    assert [user.leave() for user in users] == [(0, "")] * 6
    assert living(var) == {}


def test_sigterm_while_starting_leaves_nothing(var: Path) -> None:
    user = User(var)
    user.process.send_signal(signal.SIGINT)
    user.process.communicate(timeout=60)

    assert living(var) == {}


def test_two_vars_do_not_meet(directory: Path) -> None:
    one, other = User(directory / "one"), User(directory / "other")
    assert one.is_ready()
    assert other.is_ready()

    one.leave()
    assert servers(directory / "one") == set()
    assert servers(directory / "other") == {"tracker", "landing", "valkey"}
    other.leave()
