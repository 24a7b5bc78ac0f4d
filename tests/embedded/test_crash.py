"""A crash of the machine does not stop the next start, and loses nothing."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from embedded.account import service_account

from .conftest import User, kill_everything, living, python, use_once

pytestmark = pytest.mark.slow

WRITE = """
import embedded
import psycopg
with embedded.services():
    with psycopg.connect(embedded.urls()["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
"""
READ = """
import embedded
import psycopg
with embedded.services():
    with psycopg.connect(embedded.urls()["DATABASE_OWNER_URL"]) as connection:
        print(connection.execute("SELECT answer FROM kept").fetchone()[0])
"""


def crash(var: Path) -> None:
    user = User(var)
    assert user.is_ready()
    kill_everything(var)
    user.process.communicate()


def test_data_is_there_after_everything_was_killed(own_var: Path) -> None:
    assert python(own_var, WRITE).returncode == 0
    crash(own_var)

    assert python(own_var, READ).stdout == "42\n"
    assert living(own_var) == {}


def test_stale_pid_file_that_names_somebody_else(own_var: Path) -> None:
    crash(own_var)
    pid_file = own_var / "tracker" / "postmaster.pid"
    stranger = subprocess.Popen(["sleep", "60"], **service_account().popen())
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")

    assert use_once(own_var) == (0, "")
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_stale_sockets_are_replaced(own_var: Path) -> None:
    crash(own_var)
    for name in ("tracker/.s.PGSQL.5432", "tracker/.s.PGSQL.5432.lock"):
        assert (own_var / "run" / name).exists()
    (own_var / "run/tracker/.s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")

    assert use_once(own_var) == (0, "")


def test_a_half_made_cluster_is_made_again(own_var: Path) -> None:
    shutil.rmtree(own_var / "landing")
    half = own_var / ".landing-x1"
    (half / "data").mkdir(parents=True)

    assert use_once(own_var) == (0, "")
    assert (own_var / "landing" / "PG_VERSION").exists()
    assert not half.exists()


@pytest.mark.parametrize("program", ["valkey-server", "var/tracker", "var/landing"])
def test_one_killed_server_comes_back_with_the_next_user(
    var: Path, program: str
) -> None:
    staying = User(var)
    assert staying.is_ready()
    for pid, line in living(var).items():
        if program in line and "conf" in line:
            os.kill(pid, signal.SIGKILL)

    assert use_once(var) == (0, "")
    assert staying.leave() == (0, "")
    assert living(var) == {}


def test_a_server_without_its_socket_is_started_again(var: Path) -> None:
    staying = User(var)
    assert staying.is_ready()
    shutil.rmtree(var / "run" / "tracker")

    assert use_once(var) == (0, "")
    assert staying.leave() == (0, "")


def test_a_set_up_that_was_cut_short_is_done_again(own_var: Path) -> None:
    user = User(own_var)
    assert user.is_ready()
    (own_var / "conf" / "tracker.ready").unlink()  # as if killed before it was done
    user.kill()

    assert use_once(own_var) == (0, "")
    assert (own_var / "conf" / "tracker.ready").exists()


def test_nothing_outlives_a_removed_var(own_var: Path) -> None:
    user = User(own_var)
    assert user.is_ready()
    shutil.rmtree(own_var, ignore_errors=True)
    user.leave()

    assert living(own_var) == {}
