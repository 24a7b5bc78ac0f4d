"""Web processes count their requests into files of one folder.

So whichever of them Prometheus reaches can answer for all.
"""

import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path

from embedded.processes import alive

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
MEMORY = Path("/dev/shm")  # noqa: S108


def count_together(var: Path) -> None:
    """Before any process counts: the counts begin anew with each start."""
    pid = os.getpid()
    for left in MEMORY.glob(f"{prefix(var)}*"):
        owner = left.name.removeprefix(prefix(var))
        if owner == str(pid) or not (owner.isdigit() and alive(int(owner))):
            shutil.rmtree(left, ignore_errors=True)
    os.environ[VARIABLE] = str(folder_of(var, pid))


def prefix(var: Path) -> str:
    name = hashlib.sha256(str(var.absolute()).encode()).hexdigest()[:16]
    return f"tracker-metrics-{name}-"


def folder_of(var: Path, pid: int) -> Path:
    """In memory: on a full disk, writing to these files would end the process."""
    place = MEMORY / f"{prefix(var)}{pid}"
    if is_ours(place):
        return place
    place = var / "run" / "metrics"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700, parents=True)
    return place


def is_ours(place: Path) -> bool:
    """Others may write there too, and have made it before us."""
    with suppress(OSError):
        place.mkdir(mode=0o700, exist_ok=True)
        status = place.lstat()
        private = status.st_mode & 0o077 == 0
        return place.is_dir() and private and status.st_uid == os.geteuid()
    return False


def forget(pid: int) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(pid)  # type: ignore[no-untyped-call]


def stop_counting() -> None:
    shutil.rmtree(os.environ[VARIABLE], ignore_errors=True)
