"""Whoever comes first starts the services; the last one out stops them."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from embedded.account import Account
from embedded.processes import run

from .conftest import User, copied, living, use_once

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


def test_many_may_come_at_once(new_var: Path) -> None:
    users = [User(new_var) for _ in range(6)]

    assert [user.leave() for user in users] == [(0, "")] * 6
    assert living(new_var) == {}


@pytest.mark.parametrize("seconds", [0.3, 0.6, 1.2])
def test_interrupted_while_starting_it_leaves_nothing(
    new_var: Path, seconds: float
) -> None:
    user = User(new_var)
    time.sleep(seconds)
    user.process.send_signal(signal.SIGINT)
    user.process.communicate(timeout=60)

    assert living(new_var) == {}
    assert use_once(new_var) == (0, "")


def test_two_vars_do_not_meet(var: Path, directory: Path) -> None:
    beside = copied(var, directory / "beside")
    one, other = User(var), User(beside)
    assert one.is_ready()
    assert other.is_ready()

    one.leave()
    assert servers(var) == set()
    assert servers(beside) == {"tracker", "landing", "valkey"}
    other.leave()


def test_interrupted_while_a_program_starts_it_ends(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun = []

    def interrupted(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
        begun.append(start(*arguments, **options))
        signal.raise_signal(signal.SIGINT)
        return begun[0]

    start = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", interrupted)
    ourselves = Account(os.geteuid(), os.getegid())
    with pytest.raises(KeyboardInterrupt):
        run(["sleep", "60"], account=ourselves, directory=tmp_path)
    assert begun[0].poll() == -signal.SIGKILL
