"""The processes of a Procfile: one that ends is started again, and leaves nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from embedded.places import REPOSITORY
from embedded.restarts import read_restarts

from .conftest import kill_everything, living, new_directory

pytestmark = pytest.mark.slow

RUN = """
import os, sys
from pathlib import Path
from embedded.crew import Crew
from embedded import crew, member
place = Path(sys.argv[1])
crew.SILENT = 0.2
environment = {"PATH": os.environ["PATH"]}
here = Crew(tag=str(place), environment=environment, directory=place,
    record=place / "crew.json")
here.add_procfile(place / "Procfile")
failed = here.run(lambda: "ready")
print("over", failed.name if failed else None, flush=True)
"""
# It leaves a child that keeps its output open, in a session of its own.
WORKER = "worker: echo $$ >> pids; setsid sleep 654 & exec sleep 321\n"


class Running:
    def __init__(self, place: Path, procfile: str) -> None:
        self.place = place
        (place / "Procfile").write_text(procfile)
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, str(place)],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def pids(self) -> list[int]:
        file = self.place / "pids"
        return [int(pid) for pid in file.read_text().split()] if file.exists() else []

    def comes(self, number: int, seconds: float = 20) -> int:
        """The process of this number, counted from one."""
        deadline = time.monotonic() + seconds
        while len(self.pids()) < number:
            assert time.monotonic() < deadline, "it did not come"
            time.sleep(0.05)
        return self.pids()[number - 1]

    def stop(self) -> str:
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=30)[0]


@pytest.fixture
def start() -> Iterator[Callable[[str], Running]]:
    with new_directory() as place:
        yield lambda procfile: Running(place, procfile)
        kill_everything(place)


def children(place: Path, mark: str) -> list[str]:
    return [line for line in living(place).values() if mark in line]


def test_it_is_started_again_without_what_it_left(
    start: Callable[[str], Running],
) -> None:
    crew = start(WORKER)
    os.kill(crew.comes(1), signal.SIGKILL)
    crew.comes(2)

    assert len(children(crew.place, "sleep 654")) == 1
    (written,) = read_restarts(crew.place / "crew.json") or []
    assert (written.count, written.reason) == (1, "killed by SIGKILL")
    said = crew.stop()
    assert "worker ended (killed by SIGKILL); starts again in 1 s" in said
    assert said.endswith("over None\n")
    assert living(crew.place) == {}
    assert not (crew.place / "crew.json").exists()


def test_it_may_be_stopped_during_a_pause(start: Callable[[str], Running]) -> None:
    crew = start(WORKER)
    for number in (1, 2):
        os.kill(crew.comes(number), signal.SIGKILL)
    while (
        len(read_restarts(crew.place / "crew.json") or []) < 1
        or (read_restarts(crew.place / "crew.json") or [])[0].count < 2
    ):
        time.sleep(0.05)

    assert crew.stop().endswith("over None\n")
    assert len(crew.pids()) == 2
    assert living(crew.place) == {}


def test_what_cannot_start_ends_all_with_what_it_said(
    start: Callable[[str], Running],
) -> None:
    crew = start("good: exec sleep 321\nbad: echo no such thing; exit 7\n")
    said = crew.process.communicate(timeout=30)[0]

    assert said.count("no such thing") == 3
    assert said.endswith("over bad\n")
    assert living(crew.place) == {}
