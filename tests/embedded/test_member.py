"""When a process that ended is started again, and what is written down of it."""

import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from embedded.member import PROVEN, STILLBORN, TRIES, Life, Member
from embedded.restarts import Restarts, read_restarts, record_file, write_restarts


@pytest.fixture
def member() -> Member:
    return Member.of("web", lambda: None)


def live(member: Member, seconds: float, code: int = 1) -> float:
    """One life of it; the pause that follows."""
    life = member.begin_again()
    life.pid, life.began, life.code = 7, time.monotonic() - seconds, code
    member.ended()
    return member.pause


def test_pauses_grow_to_a_minute(member: Member) -> None:
    assert [live(member, 20) for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_long_life_makes_them_short_again(member: Member) -> None:
    assert [live(member, seconds) for seconds in (20, 20, PROVEN + 1, 20)] == [
        1,
        2,
        1,
        2,
    ]


def test_it_is_due_after_the_pause_and_not_while_it_lives(member: Member) -> None:
    assert live(member, 20) == 1
    assert 0 < member.due - time.monotonic() <= 1
    member.begin_again()
    assert member.due == 0


def test_what_never_really_begins_is_given_up(member: Member) -> None:
    for _ in range(TRIES):
        assert not member.cannot_start
        live(member, STILLBORN - 1)
    assert member.cannot_start


def test_what_once_ran_is_started_for_ever(member: Member) -> None:
    live(member, STILLBORN + 1)
    for _ in range(9):
        live(member, 0)
    assert not member.cannot_start


@pytest.mark.parametrize(
    ("code", "how"),
    [
        (0, "exit code 0"),
        (3, "exit code 3"),
        (-signal.SIGKILL, "killed by SIGKILL"),
        (-99, "killed by signal 99"),
    ],
)
def test_how_it_ended(code: int, how: str) -> None:
    assert Life("web", None, code=code).how == how


def test_what_is_written_is_read(tmp_path: Path, member: Member) -> None:
    file = tmp_path / "crew.json"
    live(member, 20, -signal.SIGKILL)
    idle = Restarts("reconciler")
    write_restarts(file, [member.restarts, idle])

    assert read_restarts(file) == [member.restarts, idle]
    assert member.restarts.count == 1
    assert member.restarts.reason == "killed by SIGKILL"
    assert datetime.now(UTC) >= member.restarts.last


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"name": "web"}]', "5", "null"])
def test_what_nobody_wrote_is_unknown(tmp_path: Path, text: str) -> None:
    file = record_file(tmp_path)
    assert read_restarts(file) is None
    file.parent.mkdir()
    file.write_text(text)
    assert read_restarts(file) is None
