"""Programs that a job runs."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from embedded.account import Account, service_account
from embedded.programs.children import LONGEST_LINE, ChildFailed, Command, run_child
from embedded.programs.groups import Group, started, user_of
from tests.fixtures.patience import soon
from tests.fixtures.processes import hydra, living, marked

ROOT = Path(__file__).resolve().parents[2]


class Enough(BaseException):
    pass


def shell(script, **more):
    return run_child(Command(["sh", "-c", script], **more))


@pytest.fixture
def mark():
    return f"{random.randint(10**6, 10**7)}"


def after(seconds):
    """A `look_up` that has enough after a while."""
    ends = time.monotonic() + seconds

    def look():
        if time.monotonic() > ends:
            raise Enough

    return look


def test_its_lines_come_one_by_one():
    out, errors = [], []
    finished = shell(
        "echo one; echo two >&2; printf three",
        on_line=out.append,
        on_error_line=errors.append,
    )
    assert (out, errors) == (["one", "three"], ["two"])
    assert (finished.returncode, finished.tail) == (0, "two")


@pytest.mark.slow
def test_they_come_as_they_are_written():
    heard = []
    shell(
        "echo now; sleep 0.5; echo then",
        on_line=lambda _: heard.append(time.monotonic()),
    )
    assert heard[1] - heard[0] > 0.4


def test_lines_without_end_are_cut():
    lines = []
    shell(
        "head -c 1000000 /dev/zero | tr '\\0' x; echo; echo next", on_line=lines.append
    )
    assert len(lines) == 2
    assert len(lines[0]) <= LONGEST_LINE + 2
    assert lines[1] == "next"


def test_bytes_that_are_no_text():
    lines = []
    shell(r"printf '\377\376\n'", on_line=lines.append)
    assert lines == ["��"]


def test_much_in_and_much_out_at_once_without_a_deadlock():
    got = []
    blocks = (os.urandom(100_000) for _ in range(200))
    shell(
        "tee /dev/stderr | cat",
        feed=blocks,
        on_output=lambda data: got.append(len(data)),
    )
    assert sum(got) == 20_000_000


def test_a_program_that_does_not_want_its_input():
    assert shell("exit 0", feed=(b"x" * 100_000 for _ in range(100))).returncode == 0


@pytest.mark.parametrize(
    ("script", "code", "sentence"),
    [
        ("echo why >&2; exit 3", 3, "sh ended with code 3: why"),
        ("kill -SEGV $$", -signal.SIGSEGV, "sh was ended by SIGSEGV"),
        ("kill -KILL $$", -signal.SIGKILL, "sh was ended by SIGKILL"),
    ],
)
def test_a_failure_tells_how_it_ended(script, code, sentence):
    with pytest.raises(ChildFailed) as caught:
        shell(script)
    assert caught.value.returncode == code
    assert str(caught.value) == sentence
    assert caught.value.lacked_memory == (code == -signal.SIGKILL)


def test_an_end_that_was_expected():
    assert shell("exit 1", expected=frozenset({0, 1})).returncode == 1


def test_a_program_that_is_not_there():
    with pytest.raises(ChildFailed, match="can't be started: No such file"):
        run_child(Command(["/no/such/program"]))


def test_it_learns_no_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "canary")
    monkeypatch.setenv("PGPASSWORD", "canary")
    lines = []
    shell("env", on_line=lines.append, environment={"PGSSLMODE": "require"})
    names = {line.partition("=")[0] for line in lines}
    assert "PGSSLMODE" in names
    assert not names & {"SECRET_KEY", "PGPASSWORD", "DJANGO_SETTINGS_MODULE"}
    assert "canary" not in "".join(lines)


def test_it_inherits_no_files():
    with open("/etc/hostname") as secret:
        os.set_inheritable(secret.fileno(), True)
        lines = []
        shell("ls /proc/self/fd", on_line=lines.append)
    assert len(lines) <= 4  # three, and the one with which ls looks


def test_memory_has_a_limit():
    with pytest.raises(ChildFailed) as caught:
        run_child(
            Command(
                [sys.executable, "-I", "-c", "bytearray(900_000_000)"],
                memory=200_000_000,
            )
        )
    assert caught.value.lacked_memory
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY


@pytest.mark.root
def test_it_runs_as_somebody_else():
    lines = []
    account = service_account()
    shell("id -u; id -g; id -G", on_line=lines.append, account=account, directory="/")
    assert lines == [str(account.uid), str(account.gid), str(account.gid)]


@pytest.mark.slow
@pytest.mark.parametrize("manner", ["", "trap '' TERM;"])
def test_all_of_it_goes_when_we_have_enough(mark, manner):
    script = f"{manner} sleep {mark} & setsid sleep {mark} & sleep {mark}; sleep {mark}"
    began = time.monotonic()
    with pytest.raises(Enough):
        shell(script, look_up=after(0.5))
    assert not marked(mark)
    assert time.monotonic() - began < soon(5)


@pytest.mark.slow
def test_it_has_time_to_put_things_in_order(tmp_path):
    done = tmp_path / "done"
    with pytest.raises(Enough):
        shell(
            f"trap 'touch {done}; exit' TERM; while :; do sleep 0.1; done",
            look_up=after(0.5),
        )
    assert done.exists()


def test_what_a_line_raises_ends_it(mark):
    def enough(line):
        raise Enough

    with pytest.raises(Enough):
        shell(f"echo x; sleep {mark}", on_line=enough)
    assert not marked(mark)


def test_what_it_leaves_behind_does_not_keep_us(mark):
    began = time.monotonic()
    shell(f"setsid sleep {mark} & sleep {mark} & exit 0")
    assert time.monotonic() - began < soon(3)
    assert not marked(mark)


@pytest.mark.slow
@pytest.mark.parametrize("heads", [1, 2, 16])
def test_nor_does_what_moves_all_the_time_outlive_it(mark, heads, lifeline):
    """Its pipes too end only with the last one."""
    shell(f"{lifeline.given_to(hydra(mark, heads))}; sleep 0.2")
    assert not lifeline.is_held()


@pytest.mark.slow
def test_nor_when_we_have_enough(mark, lifeline):
    script = f"{lifeline.given_to(hydra(mark, 16))}; sleep {mark}"
    with pytest.raises(Enough):
        shell(script, look_up=after(0.5))
    assert not lifeline.is_held()


QUICK = """
import os, sys
os.open(sys.argv[1], os.O_WRONLY)
for _ in range(8):
    if os.fork() == 0:
        os.setsid()
        while True:
            if os.fork():
                os._exit(0)
"""


@pytest.mark.slow
def test_however_quickly(lifeline):
    run_child(Command([sys.executable, "-I", "-S", "-c", QUICK, lifeline.path]))
    assert not lifeline.is_held()


@pytest.mark.slow
@pytest.mark.root
def test_processes_have_a_limit():
    """A bomb that never ends by itself; root has no such limit."""
    lines = []
    bomb = "b() { b & b & wait; }; b 2>/dev/null & sleep 1; ps --no-headers -u 61199"
    with suppress(ChildFailed):
        shell(
            bomb,
            account=Account(61199, 61199),
            directory="/",
            processes=30,
            on_line=lines.append,
        )
    assert len(lines) <= 30
    assert 61199 not in map(user_of, living())


def test_a_modest_one_comes_last():
    lines = []
    shell("nice; cat /proc/self/oom_score_adj", modest=True, on_line=lines.append)
    assert lines == [str(os.nice(0) + 10), "1000"]


@pytest.mark.slow
def test_it_does_not_start_before_it_is_recorded(tmp_path):
    made = tmp_path / "made"

    def record(group):
        time.sleep(0.3)
        assert not made.exists()
        raise Enough

    with pytest.raises(Enough):
        shell(f"touch {made}", started=record)
    assert not made.exists()


def test_it_dies_with_us(mark, until):
    code = (
        "from embedded.programs.children import Command, run_child\n"
        f"run_child(Command(['sh', '-c', 'sleep {mark} & setsid sleep {mark} & wait']))"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    until(lambda: len(marked(mark)) >= 3)
    parent.kill()
    parent.wait()
    until(lambda: not marked(mark), 2)


def test_its_guard_may_be_killed_too(mark, until):
    groups = []
    with pytest.raises(ChildFailed) as caught:
        shell(
            f"sleep {mark}",
            started=groups.append,
            look_up=lambda: os.kill(groups[0].leader, signal.SIGKILL),
        )
    assert caught.value.returncode == -signal.SIGKILL
    until(lambda: not marked(mark), 2)


def test_a_number_that_is_anothers_now_is_left_alone(mark, until):
    """Numbers of processes come back."""
    stranger = subprocess.Popen(["sleep", mark], start_new_session=True)
    try:
        assert Group(stranger.pid, started(stranger.pid) - 1).kill_leftovers() == 0
        assert stranger.poll() is None
        assert Group(stranger.pid, started(stranger.pid)).kill_leftovers() == 1
        assert stranger.wait(5) == -signal.SIGKILL
    finally:
        stranger.kill()


def test_orphans_of_a_group_are_found(mark, until):
    leader = subprocess.Popen(
        ["sh", "-c", f"sleep {mark} & wait"], start_new_session=True
    )
    group = Group.led_by(leader.pid)
    until(lambda: len(marked(mark)) == 2)
    leader.kill()
    leader.wait()
    assert group.kill_leftovers() == 1
    until(lambda: not marked(mark), 2)
