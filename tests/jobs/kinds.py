"""What the tests' jobs do. The tests' worker imports this through tests.settings."""

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine
from django.conf import settings

from jobs.errors import Failed, Waits
from jobs.kinds import job_kind
from jobs.models import Job
from jobs.run import Run
from tracker.models import User


def note(run: Run, text: str) -> None:
    """In a file, so that a test sees what happened and not what was claimed."""
    if path := run.input.get("notes"):
        with Path(path).open("a") as file:
            file.write(f"{text} {run.fence} {os.getpid()}\n")


@job_kind("test_count", stages=("First", "Second", "Third"))
def count(run: Run) -> dict:
    """Counts for a while, in three stages."""
    note(run, "began")
    seconds = run.input.get("seconds", 0.3)
    for name in ("First", "Second", "Third"):
        with run.stage(name, total=100, unit="rows") as stage:
            for number in range(1, 101):
                time.sleep(seconds / 300)
                stage.advance_to(number)
        run.log(f"{name} is over")
    note(run, "ended")
    return {"counted": 300}


@job_kind("test_sleep")
def sleep(run: Run) -> None:
    """Looks up now and then, until it has slept enough."""
    note(run, "began")
    run.on_cleanup(lambda: note(run, "cleaned"))
    ends = time.monotonic() + run.input.get("seconds", 30)
    while time.monotonic() < ends:
        time.sleep(0.02)
        run.check()
        note(run, "slept")
    note(run, "ended")


@job_kind("test_stall")
def stall(run: Run) -> None:
    """Moves for a while, then does not."""
    run.be_patient(0.5)
    with run.stage("Moving", total=100) as stage:
        for number in range(4):
            time.sleep(0.2)
            stage.advance_to(number + 1)
        while True:
            time.sleep(0.05)
            run.check()


@job_kind("test_child")
def child(run: Run) -> None:
    """Starts a family of processes that would live long, and hears what they say."""
    note(run, "began")
    with run.stage("Family"):
        run.child(["sh", "-c", run.input["script"]], on_line=run.log)
    note(run, "ended")


@job_kind("test_fail")
def fail(run: Run) -> None:
    with run.stage("Look"):
        raise Failed("The file is empty: choose another.", code="empty")


def somewhere(job: Job) -> str:
    return "/somewhere/"


@job_kind("test_ask", stages=("Look", "Act"), page=somewhere)
def ask(run: Run) -> dict:
    """Has a question, until there is a file with the answer."""
    place = run.folder()
    with run.stage("Look"):
        note(run, f"looked in {place}")
    if not Path(run.input["answer"]).exists():
        raise Waits
    with run.stage("Act"):
        return {"answer": Path(run.input["answer"]).read_text()}


@job_kind("test_err")
def err(run: Run) -> None:
    raise ZeroDivisionError("postgres://me:canary-word@host/db")


@job_kind("test_folder")
def folder(run: Run) -> dict:
    place = run.folder()
    (place / "part").write_text("much")
    note(run, str(place))
    time.sleep(run.input.get("seconds", 0))
    run.check()
    return {"folder": str(place)}


@job_kind("test_publish")
def publish(run: Run) -> None:
    """Has a moment in which it can not be cancelled."""
    run.point_of_no_return()
    note(run, "no return")
    time.sleep(run.input.get("seconds", 1))
    run.check()
    note(run, "ended")


@job_kind("test_clock")
def clock(run: Run) -> dict:
    """What time it is here, after a while."""
    time.sleep(run.input.get("seconds", 0))
    run.check()
    return {"now": datetime.now(UTC).isoformat()}


@job_kind("test_change")
def change(run: Run) -> None:
    """Changes data of the tracker, so that the history names who asked."""
    User.objects.filter(pk=run.input["user"]).update(first_name="Changed")


@job_kind("test_memory")
def memory(run: Run) -> None:
    code = "x = bytearray(800_000_000)"
    run.child([sys.executable, "-I", "-c", code], memory=200_000_000)


@job_kind("test_lines")
def lines(run: Run) -> None:
    for number in range(run.input["count"]):
        run.log(f"line {number}")


assert settings.FAILPOINTS_ALLOWED, "only tests import this"
if wrong := os.environ.get("TRACKER_TEST_CLOCK"):  # by so many seconds, in this process
    time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(wrong))).start()
