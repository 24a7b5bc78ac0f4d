"""`manage.py up`: one at a time, on a port of its own, leaving nothing behind."""

import contextlib
import os
import signal
import socket
import stat
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .conftest import copied, kill_everything, living, manage, new_directory

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def migrated(made: Path) -> Iterator[Path]:
    with new_directory() as place:
        var = copied(made, place / "var")
        assert wait(manage(var, "migrate", "--verbosity", "0")) == (0, "")
        yield var


@pytest.fixture
def var(migrated: Path) -> Iterator[Path]:
    yield migrated
    kill_everything(migrated)


def first_words(process: subprocess.Popen[str]) -> str:
    """What it prints until it runs."""
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C stops everything" in line:
            return said
    return said + process.stderr.read()


@contextlib.contextmanager
def up(var: Path, **more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = manage(var, "up", **more)
    try:
        yield process, first_words(process)
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=60)


def address(said: str) -> str:
    return next(word for word in said.split() if word.startswith("http://"))


def wait(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, errors = process.communicate(timeout=60)
    return process.returncode, errors


def find(var: Path, mark: str) -> int:
    return min(pid for pid, line in living(var).items() if mark in line)


def eventually(found: Callable[[], int], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(ValueError):  # the least of nothing
            return bool(found())
        time.sleep(0.2)
    return False


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


def test_it_answers_and_says_how_to_log_in(new_var: Path) -> None:
    var, port = new_var, free_port()
    with up(var, PORT=port) as (_, said):
        assert address(said) == f"http://127.0.0.1:{port}/"
        with urllib.request.urlopen(address(said) + "livez") as answer:
            assert answer.status == 200

        password = (var / "admin-password").read_text().strip()
        assert f"admin with password {password}" in said
        assert stat.S_IMODE((var / "admin-password").stat().st_mode) == 0o600

    with up(var) as (_, said):
        assert password not in said
        assert f"password is in {var}/admin-password" in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_end_it_leaves_nothing(var: Path, number: signal.Signals) -> None:
    with up(var) as (process, said):
        assert "Ctrl-C stops everything" in said
        for name in ("gunicorn", "celery", "reconcile", "postgres", "valkey"):
            assert any(name in line for line in living(var).values())
        process.send_signal(number)

        assert wait(process) == (0, "")
    assert living(var) == {}


def test_killed_it_leaves_nothing_for_long(var: Path) -> None:
    with up(var) as (process, _):
        process.kill()
        process.wait()

    with up(var) as (process, said):
        assert "Ctrl-C stops everything" in said
        process.terminate()
        assert wait(process)[0] == 0
    assert living(var) == {}


def test_a_second_one_is_refused_with_the_address(var: Path) -> None:
    with up(var) as (_, said):
        code, errors = wait(manage(var, "up"))

        assert code == 1
        assert f"already runs here: {address(said)}" in errors


def test_two_clones_find_ports_of_their_own(var: Path, directory: Path) -> None:
    with (
        up(var) as (_, one),
        up(copied(var, directory / "beside")) as (_, other),
    ):
        assert address(one) != address(other)


def test_commands_work_while_it_runs(var: Path) -> None:
    with up(var) as (process, _):
        assert wait(manage(var, "showmigrations"))[0] == 0
        assert process.poll() is None
    assert living(var) == {}


def test_a_dead_server_is_started_again(var: Path) -> None:
    with up(var):
        for mark in ("valkey-server", f"-D {var}/tracker"):
            os.kill(find(var, mark), signal.SIGKILL)
        for mark in ("valkey-server", f"-D {var}/tracker"):
            assert eventually(lambda mark=mark: find(var, mark))


def test_a_taken_port_gets_a_sentence(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        code, errors = wait(manage(var, "up", PORT=port))

    assert code == 1
    assert f"Port {port} is taken" in errors
    assert living(var) == {}


@pytest.mark.parametrize("port", ["http", "70000", "-1"])
def test_no_port_at_all_gets_a_sentence(var: Path, port: str) -> None:
    code, errors = wait(manage(var, "up", PORT=port))
    assert code == 1
    assert "is not a port" in errors


DIES = {
    "gunicorn": "web",
    "quick@": "worker_quick",
    "restore@": "worker_restore",
    "reconcile": "reconciler",
}


@pytest.mark.parametrize("mark", DIES)
def test_when_one_process_dies_all_are_stopped(var: Path, mark: str) -> None:
    name = DIES[mark]
    with up(var) as (process, _):
        os.kill(find(var, mark), signal.SIGKILL)
        code, errors = wait(process)

    assert code == 1
    assert f"The {name} process ended by itself" in errors
    assert living(var) == {}
