"""A `var` of its own for each test, and users of it that are real processes."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from embedded.places import ELSEWHERE, REPOSITORY

GIVEN = (
    "DJANGO_SETTINGS_MODULE",
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "LANDING_DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "PORT",
    "BIND",
)
HOLD = """
import sys
import embedded
try:
    with embedded.services():
        print("ready", flush=True)
        sys.stdin.readline()
except embedded.EmbeddedError as error:
    sys.exit(str(error))
"""


def environment(var: Path, **more: str) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if name not in GIVEN}
    return {**ours, "TRACKER_VAR": str(var), "TRACKER_FAST": "1", **more}


class User:
    """Somebody who uses the services of a `var` until told to leave."""

    def __init__(self, var: Path, **more: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD],
            cwd=REPOSITORY,
            env=environment(var, **more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def is_ready(self) -> bool:
        return self.process.stdout.readline() == "ready\n"

    def leave(self) -> tuple[int, str]:
        _, errors = self.process.communicate("leave\n", timeout=60)
        return self.process.returncode, errors

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def use_once(var: Path, **more: str) -> tuple[int, str]:
    return User(var, **more).leave()


def python(var: Path, code: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=REPOSITORY,
        env=environment(var, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def manage(var: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=REPOSITORY,
        env=environment(var, **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def living(var: Path) -> dict[int, str]:
    """Every process that has to do with this `var`, by id."""
    processes = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            line = (place / "cmdline").read_bytes()
            about = line + (place / "environ").read_bytes()
        except OSError:
            continue
        if str(var).encode() in about and int(place.name) != os.getpid():
            processes[int(place.name)] = line.replace(b"\0", b" ").decode()
    return processes


def kill_everything(var: Path) -> None:
    while processes := living(var):
        for pid in processes:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.1)


@contextmanager
def new_directory() -> Iterator[Path]:
    """Short, for the sockets' sake; open to pass, for the services' account."""
    directory = Path(tempfile.mkdtemp(prefix="tv-")).resolve()
    directory.chmod(0o711)
    try:
        yield directory
    finally:
        remove(directory)


def remove(directory: Path) -> None:
    kill_everything(directory)
    for owner in ELSEWHERE.glob("*/belongs-to"):
        if owner.read_text().startswith(f"{directory}/"):
            shutil.rmtree(owner.parent)
    shutil.rmtree(directory)


@pytest.fixture
def directory() -> Iterator[Path]:
    with new_directory() as place:
        yield place


@pytest.fixture
def new_var(directory: Path, made: Path) -> Path:
    """Nothing is there yet (but PostgreSQL has been fetched)."""
    return directory / "var"


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    """A `var` that was used once."""
    with new_directory() as place:
        code, errors = use_once(place / "var")  # may fetch PostgreSQL, and say so
        assert code == 0, errors
        yield place / "var"


@pytest.fixture
def var(made: Path) -> Iterator[Path]:
    """Shared, as every test leaves it in order; making and copying take long."""
    yield made
    kill_everything(made)


@pytest.fixture
def own_var(directory: Path, made: Path) -> Path:
    """For tests that damage it."""
    return copied(made, directory / "var")


def copied(var: Path, to: Path) -> Path:
    subprocess.run(["cp", "-a", var, to], check=True)
    return to
