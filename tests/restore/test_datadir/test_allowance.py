"""What the programs of a data directory may use together."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from embedded.programs.children import ChildFailed, Command, Finished, run_child
from embedded.programs.groups import Group
from embedded.sandbox.accounts import ourselves
from embedded.sandbox.levels import Sandbox
from embedded.sandbox.usage import Usage, all_memory, usage_of
from files.errors import Refused
from restore.datadir import allowance
from restore.datadir.allowance import CORES, GIB, HEAD_START, MIB, PROCESSES, Allowance
from restore.datadir.box import Box
from restore.landing.children import run_plainly
from restore.tools import Tools

FAMILY = """
import os, sys
shared = bytearray(b"x" * {size})
for _ in range(4):
    if os.fork() == 0:
        os.setsid()
        break
print("ready", flush=True)
sys.stdin.read()
"""
MEMBERS = frozenset({1, 2})


@pytest.fixture
def allowed(tmp_path: Path) -> Allowance:
    return Allowance(tmp_path, GIB)


@contextmanager
def family(size: int) -> Iterator[Group]:
    """Five processes with a memory that they share."""
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", FAMILY.format(size=size)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as leader:
        assert leader.stdout
        for _ in range(5):
            leader.stdout.readline()
        yield Group.led_by(leader.pid)
        leader.kill()


class TestUsage:
    def test_all_that_comes_from_a_group_counts_together(self) -> None:
        with family(60 * MIB) as group:
            usage = usage_of([group])
            assert len(usage.members) == 5
            assert group.leader in usage.members
            assert usage.most_memory > 5 * 60 * MIB
            assert 60 * MIB < usage.memory() < 2 * 60 * MIB
            assert 0 < usage.seconds < 60

    def test_a_number_that_is_anothers_now_does_not(self) -> None:
        with family(1) as group:
            assert not usage_of([Group(group.leader, group.started - 1)]).members


class TestItsLimits:
    def test_what_is_usual_is_allowed(self, allowed: Allowance) -> None:
        assert allowed.judge(Usage(MEMBERS, GIB, 60.0), 30.0) is None
        allowed.check()

    def test_memory(self, allowed: Allowance, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is shared is looked at closely only when it may be too much."""
        much = Usage(MEMBERS, 5 * GIB, 1.0)
        monkeypatch.setattr(Usage, "memory", lambda _: GIB // 2)
        assert allowed.judge(much, 1.0) is None
        monkeypatch.setattr(Usage, "memory", lambda _: 5 * GIB)
        refused = allowed.judge(much, 1.0)
        assert refused
        assert "GiB of memory, so it was stopped." in refused.sentence

    @pytest.mark.parametrize(
        ("machine", "most"), [(2 * GIB, GIB), (8 * GIB, 2 * GIB), (64 * GIB, 4 * GIB)]
    )
    def test_memory_is_a_part_of_the_machines(
        self, machine: int, most: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(allowance, "all_memory", lambda: machine)
        assert allowance.most_memory() == most
        assert all_memory() > GIB

    def test_processes(self, allowed: Allowance) -> None:
        many = frozenset(range(PROCESSES + 1))
        refused = allowed.judge(Usage(many, 1, 1.0), 1.0)
        assert refused
        assert f"more than {PROCESSES} programs at once" in refused.sentence

    def test_processors_on_average(self, allowed: Allowance) -> None:
        busy = CORES * HEAD_START
        assert allowed.judge(Usage(MEMBERS, 1, busy), 0.0) is None
        refused = allowed.judge(Usage(MEMBERS, 1, busy + CORES * 10), 9.0)
        assert refused
        assert refused.code == "too_much"

    def test_a_machine_that_is_short_of_memory(
        self, allowed: Allowance, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """By what no process has mapped, or by others."""
        monkeypatch.setattr(allowance, "free_memory", lambda: MIB)
        with pytest.raises(Refused) as refused:
            allowed.check()
        assert refused.value.code == "interrupted"


def test_one_refusal_is_the_reason_for_all(tmp_path: Path) -> None:
    """The server is stopped for it, and pg_dump then complains about the server."""

    def fails(argv: list[Any], **options: Any) -> Finished:
        box.allowance.refusal = Refused("too_much", "Stopped.")
        raise ChildFailed("pg_dump", Finished(1, "", 0.1))

    tools = Tools(int, str, run_plainly, tmp_path, GIB, run=fails)
    box = Box(tmp_path, Sandbox(Path("/bin"), ourselves()), tools)
    with pytest.raises(Refused, match="Stopped"):
        box.run("pg_dump")


def test_they_are_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "most_memory", lambda: 20 * MIB)
    allowed = Allowance(tmp_path, GIB)
    hoard = FAMILY.format(size=40 * MIB).replace(
        "sys.stdin.read()", '__import__("signal").pause()'
    )
    with pytest.raises(Refused, match=r"20\.0 MiB of memory"):
        run_child(
            Command(
                [sys.executable, "-I", "-S", "-c", hoard],
                started=allowed.add,
                look_up=allowed.check,
            )
        )
