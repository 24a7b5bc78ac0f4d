"""Rows 21 to 23 for restores: disks that are really full, of the worker and of the
landing server."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from embedded import postgres
from embedded.places import places
from embedded.postgres import Cluster
from embedded.services import SETTINGS
from jobs.models import TERMINAL, Job
from tests.fault.mounts import seen_by, within
from tests.fault.restoring import NEW, OLD, VARIABLE, Backups, Landing, Site

MIB = 1024**2


@pytest.fixture
def start_cramped(start_worker):
    """A worker whose WORK_DIR is a file system of its own."""

    def start(options: str):
        settings.WORK_DIR.mkdir(mode=0o711, parents=True, exist_ok=True)
        return start_worker(
            queues="restore",
            before=within(settings.WORK_DIR, f"mode=711,{options}"),
            RESTORE_RESERVE_BYTES="0",
        )

    return start


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("size=256k", "too_large"),  # it knows beforehand
        ("size=8m,nr_inodes=2", "disk_full"),  # no room for the job's own folder
        ("size=8m,nr_inodes=3", "disk_full"),  # nor for what is unpacked
        ("size=8m,nr_inodes=4", "disk_full"),  # nor for the list of what to load
    ],
)
def test_the_work_folder_is_full(
    options, code, site, start_cramped, start_worker, in_state, reconcile
):
    site.serve_old()
    worker = start_cramped(options)
    restore = site.ask(form="dump.zst")
    job = in_state(Job.objects.get(pk=restore.job_id), *TERMINAL, meanwhile=reconcile)
    assert (job.state, job.error_code) == ("failed", code)
    assert job.error.endswith(".")
    assert site.served() == OLD
    assert list(seen_by(worker.pid, settings.WORK_DIR).iterdir()) == []
    worker.end()
    start_worker(queues="restore")
    again = site.ask(form="dump.zst")
    in_state(Job.objects.get(pk=again.job_id), "done", meanwhile=reconcile)
    assert site.served() == NEW


class TinyLanding(Landing):
    """One whose whole disk is ours to fill."""

    def __init__(self, var: Path, size: str) -> None:
        command = [*within(var, f"size={size},mode=711"), sys.executable, "-m"]
        self.process = subprocess.Popen(
            [*command, "tests.fault.tiny_landing"],
            # Not beside the disk, where a process that shares the work has its place.
            env={**os.environ, "TRACKER_TEST_VAR": str(var), "PYTEST_XDIST_WORKER": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout
        assert self.process.stdout.readline() == b"ready\n"
        self.place = seen_by(self.process.pid, var)
        secrets = json.loads((self.place / "secrets.json").read_text())
        here = replace(places(), var=self.place, home=self.place, secrets=secrets)
        here = replace(here, sockets=self.place / "run")
        name = next((self.place / "conf").glob("h*.conf")).stem
        super().__init__(Cluster(here, name, SETTINGS["landing"]))

    def start(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(b"start\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == b"ready\n"

    def leave(self, free: int) -> None:
        """So many bytes, and no more."""
        usage = shutil.disk_usage(self.place)
        with (self.place / "ballast").open("ab") as file:
            file.write(bytes(max(usage.free - free, 0)))

    def make_room(self) -> None:
        (self.place / "ballast").unlink()

    def is_up(self) -> bool:
        """A log that can not be written stops the server, perhaps for good."""
        if not postgres.cluster_runs(self.cluster):
            self.start()
        try:
            self.superuser().close()
        except psycopg.OperationalError:
            return False  # it recovers
        return True

    def end(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(30)


@pytest.fixture(scope="module")
def tiny_landing(embedded_services: None) -> Iterator[TinyLanding]:
    var = Path(tempfile.mkdtemp(prefix="tl-", dir="/tmp"))  # a path short for a socket
    var.chmod(0o711)
    landing = TinyLanding(var, "200m")
    yield landing
    landing.end()
    var.rmdir()


@pytest.fixture
def tiny_site(
    transactional_db: None,
    tiny_landing: TinyLanding,
    backups: Backups,
    monkeypatch: pytest.MonkeyPatch,
) -> Site:
    monkeypatch.setenv(VARIABLE, tiny_landing.address)
    tiny_landing.empty()
    return Site(tiny_landing, backups)


@pytest.mark.parametrize(
    "free",
    [
        0,  # for making the database
        2 * MIB,  # for its log
        4 * MIB,  # for a table
        5 * MIB,  # for an index
    ],
)
def test_the_landing_servers_disk_is_full(
    free, tiny_site, start_worker, in_state, reconcile, until
):
    """Where exactly it is noticed depends on the server."""
    tiny_site.serve_old()
    tiny_site.landing.leave(free)
    start_worker(queues="restore")
    restore = tiny_site.ask()
    job = in_state(Job.objects.get(pk=restore.job_id), *TERMINAL, meanwhile=reconcile)
    assert job.state == "failed"
    assert job.error_code in ("disk_full", "server_gone")
    assert job.error.endswith(".")
    tiny_site.landing.make_room()
    until(tiny_site.landing.is_up)
    assert tiny_site.served() == OLD
    until(lambda: (reconcile(), not tiny_site.remains(job))[1])
    again = tiny_site.ask()
    in_state(Job.objects.get(pk=again.job_id), "done", meanwhile=reconcile)
    assert tiny_site.served() == NEW
