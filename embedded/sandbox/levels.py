"""The walls around programs that work on a stranger's files.

Within bubblewrap, or walls of our own, they see PostgreSQL's programs and the system's
libraries, both read only, and one folder; no network, no other file, no other process,
and none of them outlives the one that was begun. Without any, what keeps them in is
their account.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from embedded.account import Account
from embedded.errors import NoSandboxError
from embedded.processes import clean_environment
from embedded.sandbox.accounts import (
    PROBE,
    account_of_its_own,
    account_with_name,
    ourselves,
)

INSIDE = Path("/cluster")  # what the folder is called in there
SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache")
SECONDS = 20
UNSAFE = (
    "The data directory was opened without a sandbox, by an unprivileged user with "
    "limits only. Install bubblewrap on the worker."
)
NO_SANDBOX = (
    "Data directories are opened in a sandbox only, and this worker has none. Install "
    "bubblewrap there and allow user namespaces, or use a pg_dump file (pg_dump -Fc)."
)
NO_WAY = (
    "PostgreSQL does not run as root, and no other account can reach {} and its "
    "programs. Set WORK_DIR to a folder that all accounts can reach."
)
ACCOUNT = "passwd"  # a file in the folder: PostgreSQL wants a name for its user
JAIL = Path(__file__).with_name("jail.py")


@dataclass(frozen=True)
class Sandbox:
    """None: an account, and limits."""

    programs: Path
    account: Account
    is_one = False
    begins_as_root = False
    name = ""

    @property
    def starts_as(self) -> Account:
        return ourselves() if self.begins_as_root else self.account

    def place(self, folder: Path) -> Path:
        """The folder's path as the programs know it."""
        return INSIDE if self.is_one else folder

    def socket(self) -> str:
        """Where clients find the server: the folder that it and they work in.

        A path of a few bytes, as a socket's may not be long.
        """
        return str(INSIDE / "data") if self.is_one else "/proc/self/cwd"

    def command(self, folder: Path | None, program: str, *arguments: str) -> list[str]:
        return [str(self.programs / program), *arguments]


@dataclass(frozen=True)
class Bubblewrap(Sandbox):
    bubblewrap: str
    is_one = True
    name = "bubblewrap"

    def command(self, folder: Path | None, program: str, *arguments: str) -> list[str]:
        root = str(self.programs.parent)
        walls = [
            *(self.bubblewrap, "--unshare-all", "--die-with-parent"),
            *(part for path in SYSTEM for part in ("--ro-bind-try", path, path)),
            *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"),  # noqa: S108
            *("--ro-bind", root, root),
        ]
        if folder:
            walls += ["--ro-bind", str(folder / ACCOUNT), "/etc/passwd"]
            walls += ["--bind", str(folder), str(INSIDE)]
            walls += ["--chdir", str(INSIDE / "data")]
        return [*walls, "--", *super().command(folder, program, *arguments)]


@dataclass(frozen=True)
class Namespaces(Sandbox):
    """Made by the account itself, which needs no right but that to make them."""

    is_one = True
    name = "user namespaces"

    def command(self, folder: Path | None, program: str, *arguments: str) -> list[str]:
        plan = json.dumps(self.plan(folder))
        inner = super().command(folder, program, *arguments)
        return [sys.executable, "-I", "-S", str(JAIL), plan, *inner]

    def plan(self, folder: Path | None) -> dict[str, Any]:
        shown = [(path, path) for path in (*SYSTEM, str(self.programs.parent))]
        if folder is None:
            return {"shown": shown, "lent": [], "directory": "/"}
        return {
            "shown": [*shown, (str(folder / ACCOUNT), "/etc/passwd")],
            "lent": [(str(folder), str(INSIDE))],
            "directory": str(INSIDE / "data"),
        }


@dataclass(frozen=True)
class Jail(Namespaces):
    """Made by root, who steps down to the account before anything begins in there."""

    begins_as_root = True
    name = "sandbox made by root"

    def plan(self, folder: Path | None) -> dict[str, Any]:
        to = {"user": self.account.uid, "group": self.account.gid}
        return super().plan(folder) | to


def sandbox_for(programs: Path, work: Path, *, required: bool) -> Sandbox:
    """The best there is; `work` is the job's folder, in which the files will be."""
    is_root = os.geteuid() == 0
    account = account_of_its_own(work) if is_root else ourselves()
    if is_root:
        work.chmod(0o711)
    for walls in possible(programs, account):
        if may_pass(walls, work) and works(walls):
            return walls
    if required:
        raise NoSandboxError("no_sandbox", NO_SANDBOX)
    sandbox = Sandbox(programs, account_with_name() if is_root else account)
    if not may_pass(sandbox, work):
        raise NoSandboxError("work_dir", NO_WAY.format(work.parent))
    return sandbox


def possible(programs: Path, account: Account) -> Iterator[Sandbox]:
    if program := bubblewrap():
        yield Bubblewrap(programs, account, program)
    if account.is_another:
        yield Jail(programs, account)
    yield Namespaces(programs, account)


def bubblewrap() -> str | None:
    return shutil.which("bwrap")


def may_pass(sandbox: Sandbox, work: Path) -> bool:
    """Root may pass everywhere."""
    account = sandbox.account
    if sandbox.begins_as_root or not account.is_another:
        return True
    return account.reaches(work) and account.reaches(sandbox.programs)


def works(sandbox: Sandbox) -> bool:
    """User namespaces may be forbidden here, to all or to this account."""
    if sandbox.account.is_another:
        sandbox = replace(sandbox, account=PROBE)
    command = tuple(sandbox.command(None, "postgres", "--version"))
    return _works(command, sandbox.starts_as)


@cache
def _works(command: tuple[str, ...], account: Account) -> bool:
    try:
        done = subprocess.run(
            command,
            cwd="/",
            env=clean_environment(Path("/")),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            **account.popen(),
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def level(programs: Path) -> str:
    """What data directories are opened in on this machine, in words."""
    account = PROBE if os.geteuid() == 0 else ourselves()
    names = (one.name for one in possible(programs, account) if works(one))
    return next(names, "")
