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
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import CommandError

from embedded.processes import leader
from embedded.restarts import read_restarts, record_file
from tracker.management.commands.up import listen_at

from .conftest import (
    User,
    copied,
    kill_everything,
    living,
    manage,
    new_directory,
)

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Start:
    var: Path
    port: str
    said: str
    status: int = 0  # of /livez


@pytest.fixture(scope="module")
def first(made: Path) -> Iterator[Start]:
    """The first start in a new `var`, which has migrated it for the tests after it."""
    with new_directory() as place:
        var, port = place / "var", free_port()
        with (
            up(var, PORT=port) as (_, said),
            urllib.request.urlopen(f"{address(said)}livez") as answer,
        ):
            status = answer.status
        yield Start(var, port, said, status)


@pytest.fixture
def var(first: Start) -> Iterator[Path]:
    yield first.var
    kill_everything(first.var)


@pytest.fixture(scope="module")
def running(first: Start) -> Iterator[Start]:
    """One that runs beside, for tests that leave it as it was."""
    with new_directory() as place:
        var = copied(first.var, place / "var")
        with up(var) as (process, said):
            yield Start(var, "", said)
            assert process.poll() is None
        assert process.returncode == 0
        assert living(var) == {}


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
    """The one that the others of this name come from; its number need not be less."""
    head = leader(pid for pid, line in living(var).items() if mark in line)
    if head is None:
        raise ValueError(mark)
    return head


def eventually(found: Callable[[], int], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(ValueError):  # not there yet
            if found():
                return True
        time.sleep(0.2)
    return False


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


def test_it_answers_and_says_how_to_log_in(first: Start, running: Start) -> None:
    assert address(first.said) == f"http://127.0.0.1:{first.port}/"
    assert first.status == 200
    password = (first.var / "admin-password").read_text().strip()
    assert f"admin with password {password}" in first.said
    assert stat.S_IMODE((first.var / "admin-password").stat().st_mode) == 0o600

    assert password not in running.said
    assert f"password is in {running.var}/admin-password" in running.said


def test_killed_it_leaves_nothing_for_long_and_hung_up_nothing(
    var: Path, running: Start
) -> None:
    """Beside another's, on a port of its own."""
    with up(var) as (process, _):
        process.kill()
        process.wait()

    with up(var) as (process, said):
        assert "Ctrl-C stops everything" in said
        assert address(said) != address(running.said)
        for name in ("gunicorn", "celery", "reconcile", "postgres", "valkey"):
            assert any(name in line for line in living(var).values())
        process.send_signal(signal.SIGHUP)
        assert wait(process) == (0, "")
    assert living(var) == {}


def test_a_second_one_is_refused_with_the_address(running: Start) -> None:
    code, errors = wait(manage(running.var, "up"))

    assert code == 1
    assert f"is already running here: {address(running.said)}" in errors


def test_commands_work_while_it_runs(running: Start) -> None:
    assert wait(manage(running.var, "showmigrations"))[0] == 0


def test_a_dead_server_is_started_again(running: Start) -> None:
    var = running.var
    marks = ("valkey-server", f"-D {var}/tracker")
    for mark in marks:
        os.kill(find(var, mark), signal.SIGKILL)
    for mark in marks:
        assert eventually(lambda mark=mark: find(var, mark), 60)


def test_a_taken_port_gets_a_sentence(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        code, errors = wait(manage(var, "up", PORT=port))

    assert code == 1
    assert f"Port {port} is in use" in errors
    assert living(var) == {}


@pytest.mark.parametrize("port", ["http", "70000", "-1"])
def test_no_port_at_all_gets_a_sentence(port: str) -> None:
    with pytest.raises(CommandError, match="is not a port"):
        listen_at(port)


MARKS = {
    "gunicorn": "web",
    "quick@": "worker_quick",
    "restore@": "worker_restore",
    "reconcile": "reconciler",
}


def restarts(var: Path) -> dict[str, int]:
    return {each.name: each.count for each in read_restarts(record_file(var)) or ()}


def test_what_dies_is_started_again_and_no_page_is_refused(var: Path) -> None:
    with up(var) as (process, said):
        before = {mark: find(var, mark) for mark in MARKS}
        for pid in before.values():
            os.kill(pid, signal.SIGKILL)
        with urllib.request.urlopen(f"{address(said)}livez", timeout=60) as answer:
            assert answer.status == 200
        once = dict.fromkeys(MARKS.values(), 1)
        assert eventually(lambda: restarts(var) == once, 60)
        for mark, pid in before.items():
            assert eventually(lambda mark=mark, pid=pid: find(var, mark) != pid, 60)
        process.send_signal(signal.SIGINT)
        more, errors = process.communicate(timeout=60)

    for name in MARKS.values():
        assert f"{name} ended (killed by SIGKILL); starts again in 1 s" in more
    assert (process.returncode, errors) == (0, "")
    assert living(var) == {}


def test_what_cannot_start_at_all_stops_everything(var: Path) -> None:
    process = manage(var, "up", WEB_PROCESSES="many")
    said, errors = process.communicate(timeout=90)

    assert process.returncode == 1
    assert "The web process ended 3 times without really starting" in errors
    assert "'many'" in said
    assert living(var) == {}


# As a shell may have them, for servers that have nothing to do with ours.
OF_A_SHELL = {
    "PGAPPNAME": "canary",
    "PGCHANNELBINDING": "require",
    "PGCLIENTENCODING": "LATIN1",
    "PGDATABASE": "canary",
    "PGHOST": "192.0.2.1",
    "PGHOSTADDR": "192.0.2.1",
    "PGOPTIONS": "-c search_path=canary -c default_transaction_read_only=on",
    "PGPASSFILE": "/dev/null",
    "PGPASSWORD": "canary",
    "PGPORT": "1",
    "PGREQUIREAUTH": "none",
    "PGREQUIREPEER": "canary",
    "PGSERVICE": "canary",
    "PGSSLMODE": "verify-full",
    "PGSYSCONFDIR": "/nowhere",
    "PGTARGETSESSIONATTRS": "standby",
    "PGUSER": "canary",
}


def test_a_shells_own_variables_change_nothing(var: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        process = manage(var, *arguments, **OF_A_SHELL)
        output, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        return output

    file = str(tmp_path / "small.dump")
    user = User(var, **OF_A_SHELL)
    assert user.is_ready()
    try:
        assert "PostgreSQL 18" in run("health_check")
        run("sample_backup", file, "--type", "blackpearl", "--objects", "20")
        run("create_customer", "Fern")
        restore = ("restore_backup", file, "--customer", "Fern", "--type", "blackpearl")
        assert "tapesystem_fern" in run(*restore)
    finally:
        user.leave()
