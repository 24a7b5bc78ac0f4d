"""A restore against the bare `createdb && pg_restore -j2` of the same file."""

import json
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from psycopg.conninfo import conninfo_to_dict

import embedded
from jobs.models import Job, JobState
from restore.engine import CREATE_INVENTORY

CUSTOMER = "Northwind Studios"


def run(*, objects: int, rounds: int) -> None:
    call_command("migrate", verbosity=0)
    manage("create_customer", CUSTOMER, "--exist-ok")
    dump = sample(objects)
    ours: list[dict[str, Any]] = []
    bare: list[float] = []
    for _ in range(rounds):
        bare.append(timed(lambda: bare_restore(dump)))
        ours.append(restore(dump))
    report(dump, bare, ours)
    tell(f"  largest process of a worker: {in_a_worker(dump):,.0f} MiB (goal: 256)")


def sample(objects: int) -> Path:
    """Made once; the same seed always makes the same catalogue."""
    dump = settings.VAR_DIR / f"bench-{objects}.dump"
    if not dump.exists():
        manage(
            "sample_backup",
            str(dump),
            "--type",
            "blackpearl",
            "--objects",
            str(objects),
            "--seed",
            "1",
        )
    return dump


def manage(*arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def timed(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def bare_restore(dump: Path) -> None:
    """What somebody with a shell on the server would do."""
    login = conninfo_to_dict(settings.LANDING_DATABASE_URL)
    with psycopg.connect(settings.LANDING_DATABASE_URL, autocommit=True) as session:
        session.execute("DROP DATABASE IF EXISTS bare WITH (FORCE)")
        session.execute("CREATE DATABASE bare TEMPLATE template0")
    programs = embedded.binaries(18)
    subprocess.run(
        [
            programs / "pg_restore",
            "-j2",
            "--no-owner",
            "--no-privileges",
            "-d",
            "bare",
            dump,
        ],
        check=True,
        env={
            **os.environ,
            "PGHOST": str(login["host"]),
            "PGUSER": str(login["user"]),
            "PGPASSWORD": str(login["password"]),
        },
    )
    with psycopg.connect(settings.LANDING_DATABASE_URL, autocommit=True) as session:
        session.execute("DROP DATABASE bare WITH (FORCE)")


def restore(dump: Path) -> dict[str, Any]:
    """The whole command, as a process; its memory is that of a worker at this job."""
    with subprocess.Popen(
        [
            sys.executable,
            "manage.py",
            "restore_backup",
            str(dump),
            "--customer",
            CUSTOMER,
            "--type",
            "blackpearl",
            "--format",
            "json",
        ],
        stdout=subprocess.PIPE,
    ) as process:
        output = process.stdout.read() if process.stdout else b""
        _, process.returncode, usage = os.wait4(process.pid, 0)
    return {**json.loads(output), "peak": usage.ru_maxrss / 1024}


def in_a_worker(dump: Path) -> float:
    """The same by a worker of Celery, as it runs in production; its peak in MiB."""
    line = next(
        line.removeprefix("worker_restore: exec ")
        for line in Path("Procfile").read_text().splitlines()
        if line.startswith("worker_restore:")
    )
    worker = subprocess.Popen([sys.executable, "-m", *shlex.split(line)])
    try:
        manage(
            "restore_backup",
            str(dump),
            "--customer",
            CUSTOMER,
            "--type",
            "blackpearl",
            "--no-wait",
        )
        job = Job.objects.latest("queued_at")
        while job.is_active:
            time.sleep(1)
            job.refresh_from_db()
        assert job.state == JobState.DONE, job.error
        return max(map(peak, [worker.pid, *children(worker.pid)]))
    finally:
        worker.terminate()
        worker.wait()


def children(pid: int) -> list[int]:
    return [
        int(text)
        for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    ]


def peak(pid: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0


def report(dump: Path, bare: list[float], ours: list[dict[str, Any]]) -> None:
    seconds = [each["seconds"] for each in ours]
    tell(f"restore of {dump.name}, {dump.stat().st_size:,} bytes")
    tell(f"  bare createdb, pg_restore -j2: {shown(bare)}")
    tell(f"  restore job, all stages:       {shown(seconds)}")
    counting = [each["stages"].get(CREATE_INVENTORY, 0) for each in ours]
    loading = [total - part for total, part in zip(seconds, counting, strict=True)]
    tell(
        f"  ratio of medians: {median(loading) / median(bare):.2f} (goal: 1.15), "
        f"{median(seconds) / median(bare):.2f} with taking stock, which bare has not"
    )
    peak = max(each["peak"] for each in ours)
    tell(f"  largest process of the job: {peak:,.0f} MiB (goal: 256)")
    for stage, took in ours[-1]["stages"].items():
        tell(f"    {stage}: {took:.1f} s")


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def shown(values: list[float]) -> str:
    return ", ".join(f"{value:.1f} s" for value in values)
