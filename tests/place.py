"""Where the tests keep their servers and files: in memory, if there is room for it.

They make and remove hundreds of databases of some 300 files each. A file system on a
disk takes ten times as long over that as PostgreSQL itself.
"""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30  # bytes; four processes need less than a quarter of it each


def var_directory() -> Path:
    """`TRACKER_TEST_VAR`, or one of this clone's and this user's own."""
    if chosen := os.environ.get("TRACKER_TEST_VAR"):
        return Path(chosen)
    return in_memory() or REPOSITORY / "var" / "test"


def in_memory() -> Path | None:
    digest = hashlib.sha256(os.fsencode(REPOSITORY)).hexdigest()[:8]
    folder = MEMORY / f"tracker-{os.getuid()}-{digest}"
    if not ours(folder) or room() < ROOM or may_run_nothing():
        return None
    work_in(folder / "tmp")
    return folder / "var"


def ours(folder: Path) -> bool:
    """Anybody may make folders there, and might have made this one."""
    try:
        folder.mkdir(mode=0o711, exist_ok=True)
    except OSError:
        return False
    return not folder.is_symlink() and folder.stat().st_uid == os.getuid()


def may_run_nothing() -> bool:
    return bool(os.statvfs(MEMORY).f_flag & os.ST_NOEXEC)


def room() -> int:
    lines = Path("/proc/meminfo").read_text().splitlines()
    memory = dict(line.split(":") for line in lines)
    available = int(memory["MemAvailable"].split()[0]) * 1024
    return min(available, shutil.disk_usage(MEMORY).free)


def work_in(folder: Path) -> None:
    """Whatever is made for a moment, by us or by the processes that we start."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o1777)
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
