"""Web processes count their requests into files of one folder.

So whichever of them Prometheus reaches can answer for all.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
MEMORY = Path("/dev/shm")  # noqa: S108


def count_together(var: Path) -> None:
    """Before any process counts: the counts begin anew with each start."""
    folder = folder_of(var)
    for file in folder.glob("*.db"):
        file.unlink(missing_ok=True)
    os.environ[VARIABLE] = str(folder)


def folder_of(var: Path) -> Path:
    """In memory: on a full disk, writing to these files would end the process."""
    name = hashlib.sha256(str(var.absolute()).encode()).hexdigest()[:16]
    place = MEMORY / f"tracker-metrics-{name}"
    if not is_ours(place):
        place = var / "run" / "metrics"
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
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
