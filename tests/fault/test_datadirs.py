"""Rows 1 and 31 of the table, for data directories: their own server has to die too."""

import os
import signal
import time
from collections.abc import Callable

import pytest
from django.conf import settings

from embedded.programs.groups import started, stat
from jobs.execute import execute
from jobs.models import Job
from jobs.services import request_cancel
from samples.pack import pack_all
from tests.fault.restoring import NEW, OLD, command_line, descendants, kill, stat_name
from tests.fixtures.patience import soon

FORM = "datadir.tar.zst"
PLANNING, LOADING = "--schema-only", "--lock-wait-timeout"


@pytest.fixture(scope="session")
def directory(backups) -> None:
    catalogue = backups.catalogues[NEW]
    pack_all(catalogue, [backups.folder / f"{NEW}.{FORM}"])


@pytest.fixture
def start(start_worker, armed) -> Callable[..., object]:
    def at(point: str = ""):
        return start_worker(queues="restore", **(armed(point) if point else {}))

    return at


def stop_dump(worker, option: str, but: str = "") -> dict[int, int]:
    """Stop pg_dump as soon as it works; all processes below the worker, and since when.

    Not those that stand between: they have to go on looking after it.
    """
    deadline = time.monotonic() + 60
    while True:
        below = descendants(worker.pid)
        for pid in below:
            line = command_line(pid)
            fits = option in line and not (but and but in line)
            if stat_name(pid) == ["pg_dump"] and fits:
                kill(pid, signal.SIGSTOP)
                return {pid: started(pid) for pid in descendants(worker.pid)}
        assert time.monotonic() < deadline, "pg_dump did not come"
        time.sleep(0.005)


def alive(processes: dict[int, int]) -> list[str]:
    return [
        command_line(pid)
        for pid, since in processes.items()
        if started(pid) == since and stat(pid)[:1] not in (["Z"], [])
    ]


def servers(processes: dict[int, int]) -> int:
    return sum("/postgres -D" in command_line(pid) for pid in processes)


@pytest.mark.parametrize(
    ("who", "option", "but"),
    [("whole tree", LOADING, PLANNING), ("pool child", PLANNING, "")],
)
def test_its_worker_is_killed(
    who, option, but, directory, site, start, until, reconcile, in_state
):
    site.serve_old()
    worker = start()
    job = Job.objects.get(pk=site.ask(form=FORM).job_id)
    running = stop_dump(worker, option, but)
    assert servers(running)
    os.kill(worker.pid, signal.SIGSTOP)  # or it would begin anew
    worker.kill(who)
    below = {p: since for p, since in running.items() if p != worker.pid}
    until(lambda: not alive(below), 2)
    worker.kill("main")
    assert site.served() == OLD
    in_state(job, "queued", meanwhile=reconcile)
    assert not list((settings.WORK_DIR / str(job.pk)).glob("*/cluster-*"))
    execute(job.pk)
    assert site.served() == NEW


@pytest.mark.parametrize(
    ("option", "but"), [(PLANNING, ""), (LOADING, PLANNING)], ids=["plan", "load"]
)
def test_it_is_cancelled(
    option, but, directory, site, operator, start, until, in_state
):
    site.serve_old()
    worker = start()
    job = Job.objects.get(pk=site.ask(form=FORM).job_id)
    running = stop_dump(worker, option, but)
    asked = time.monotonic()
    request_cancel(job=Job.objects.get(pk=job.pk), by=operator)
    in_state(job, "cancelled")
    assert time.monotonic() - asked < soon(5)
    mine = {p: since for p, since in running.items() if "celery" not in command_line(p)}
    assert alive(mine) == []
    assert site.remains(job) == []
    assert site.served() == OLD
